"""数据生成函数: what get_data draws."""

from hashlib import sha256

import numpy as np
import pytest

from attention_demo import get_data


def test_seed_1337_draws_the_training_set_of_2017():
    np.random.seed(1337)
    x, y = get_data(10000, 32)
    assert (x.shape, x.dtype) == ((10000, 32), np.float64)
    assert (y.shape, y.dtype.kind) == ((10000, 1), 'i')
    # Pinned from NumPy 1.13.0. Rounded, as another system's logarithm may differ in the last bit.
    assert sha256(x.round(9).tobytes()).hexdigest()[:16] == 'eb2088d198fe9558'


@pytest.mark.parametrize('column', [0, 1, 20, 31])
def test_only_the_chosen_column_is_the_label(column):
    x, y = get_data(100, 32, column)
    assert (x == y).all(axis=0).nonzero()[0].tolist() == [column]
