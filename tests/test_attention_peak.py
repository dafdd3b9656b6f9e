"""The article's result (运行结果): the attention weights peak at the column of the label."""

import numpy as np
import pandas as pd
import pytest
from program import run_program


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


@pytest.mark.parametrize('column', [1, 20])
def test_the_mean_attention_of_either_label_and_of_all_peaks_at_its_column(default_run, column):
    edit = ('attention_column=1', f'attention_column={column}')
    means = means_by_label((default_run if column == 1 else run_program(edit)).program)
    assert means.idxmax(axis=1).to_dict() == {0: column, 1: column, 'all': column}
    assert means.loc['all', column] > 0.25
    assert means.loc['all', column] > 5 * means.loc['all'].drop(column).max()
