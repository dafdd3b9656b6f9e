"""The article's result (运行结果): the attention weights peak at the column of the label."""

import numpy as np
import pytest
from running import attention_by_label, run_program


def test_the_default_run_charts_a_sample_of_label_1_that_peaks_at_column_1(default_run):
    assert default_run.variables.testing_outputs.tolist() == [[1]]
    next_highest, highest = sorted(default_run.bars)[-2:]
    assert default_run.bars[1] == highest
    assert highest >= 3 * next_highest


@pytest.mark.parametrize('column', [1, 20])
def test_the_mean_attention_of_either_label_and_of_all_peaks_at_its_column(default_run, column):
    run = default_run
    if column != 1:
        edit = ('attention_column=1', f'attention_column={column}')
        run = run_program(edit, ('epochs=20', 'epochs=10'))  # which is enough
    np.random.seed(1)  # seed 0 would draw the training samples again
    attention = attention_by_label(run, *run.variables.get_data(2000, 32))
    assert attention.loc[0].mean().idxmax() == column
    assert attention.loc[1].mean().idxmax() == column
    of_all = attention.mean()
    assert of_all[column] > 0.25
    assert of_all[column] > 5 * of_all.drop(column).max()
