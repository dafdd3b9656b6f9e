"""运行结果: attention finds the column that carries the label."""

import numpy as np
import pytest

from attention_demo import INPUT_DIM, get_data


# The mean of many samples: the chart of a single one may peak elsewhere.
@pytest.mark.parametrize('column', [1, 20])
def test_the_mean_attention_peaks_at_the_column_of_the_label(trained, column):
    np.random.seed(5)
    x, _ = get_data(4000, INPUT_DIM, column)
    attention = trained(column).attention_vec_model.predict(x, verbose=0).mean(axis=0)
    assert attention.argmax() == column
    assert attention[column] > 0.25
    assert attention[column] > 5 * np.delete(attention, column).max()
