"""运行结果: attention finds the column that carries the label."""

import numpy as np
import pytest


# The mean of many samples: a single one may peak elsewhere.
@pytest.mark.parametrize(
    ('options', 'column'), [([], 1), (['--attention-column', '20'], 20)], ids=['1', '20']
)
def test_the_mean_attention_peaks_at_the_column_of_the_label(run, options, column):
    bars = run(*options, '--samples', '2000').bars
    assert bars[column] > 0.25
    assert bars[column] > 5 * max(np.delete(bars, column))
