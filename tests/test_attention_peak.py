"""The article's result (运行结果): the attention weights peak at the column of the label."""

import numpy as np
from running import attention_by_label


def test_the_default_run_charts_a_sample_of_label_1_that_peaks_at_column_1(default_run):
    assert default_run.variables.testing_outputs.tolist() == [[1]]
    next_highest, highest = sorted(default_run.bars)[-2:]
    assert default_run.bars[1] == highest
    assert highest >= 3 * next_highest


def test_the_mean_attention_of_either_label_and_of_all_peaks_at_column_1(default_run):
    np.random.seed(1)  # not that of the training samples
    attention = attention_by_label(default_run, *default_run.variables.get_data(2000, 32))
    assert attention.loc[0].mean().idxmax() == 1
    assert attention.loc[1].mean().idxmax() == 1
    of_all = attention.mean()
    assert of_all[1] > 0.25
    assert of_all[1] > 5 * of_all.drop(1).max()
