"""The article's result (运行结果): the attention weights peak at the column of the label."""

import numpy as np
import pandas as pd
from conftest import run_program


def means_by_label(program):
    """The mean attention weights of 2,000 samples, in three rows: label 0, label 1, all."""
    np.random.seed(1)  # seed 0 would draw the training samples again
    x, y = program.get_data(2000, 32)
    attention = pd.DataFrame(program.attention_vec_model.predict([x], verbose=0))
    means = attention.groupby(y[:, 0]).mean()
    means.loc['all'] = attention.mean()
    return means


def test_the_default_run_charts_a_sample_of_label_1_that_peaks_at_column_1(default_run):
    assert default_run.program.testing_outputs.tolist() == [[1]]
    next_highest, highest = sorted(default_run.bars)[-2:]
    assert default_run.bars[1] == highest >= 3 * next_highest


def test_the_mean_attention_of_either_label_and_of_all_peaks_at_column_1(default_run):
    means = means_by_label(default_run.program)
    assert means.idxmax(axis=1).to_dict() == {0: 1, 1: 1, 'all': 1}
    assert means.loc['all', 1] > 0.25
    assert means.loc['all', 1] > 5 * means.loc['all'].drop(1).max()


def test_if_column_20_is_the_label_the_mean_attention_peaks_at_column_20():
    run = run_program(('attention_column=1', 'attention_column=20'))
    means = means_by_label(run.program)
    assert means.idxmax(axis=1).to_dict() == {0: 20, 1: 20, 'all': 20}
    assert means.loc['all', 20] > 0.25
    assert means.loc['all', 20] > 5 * means.loc['all'].drop(20).max()
