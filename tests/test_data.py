"""数据生成函数: what get_data draws."""

from hashlib import sha256
from statistics import NormalDist

import numpy as np
import pytest

from attention_demo import INPUT_DIM, get_data


def draw(n, seed=0, **options):
    np.random.seed(seed)
    return get_data(n, INPUT_DIM, **options)


def test_a_sample_has_32_columns_and_one_label():
    x, y = draw(7)
    assert INPUT_DIM == 32
    assert x.shape == (7, 32)
    assert y.shape == (7, 1)
    assert x.dtype == np.float64
    assert np.issubdtype(y.dtype, np.integer)


def test_the_label_is_a_fair_coin():
    _, y = draw(20000)
    assert set(y[:, 0]) == {0, 1}
    assert y.mean() == pytest.approx(0.5, abs=0.015)


def test_column_1_is_the_label_by_default():
    x, y = draw(100)
    np.testing.assert_array_equal(x[:, 1], y[:, 0])


@pytest.mark.parametrize('column', range(32))
def test_any_column_can_be_the_label(column):
    x, y = draw(100, attention_column=column)
    labelled = (x == y).all(axis=0)
    assert labelled.nonzero()[0].tolist() == [column]


def test_every_other_column_is_standard_normal():
    x, _ = draw(20000)
    rank = np.arange(1, 20001) / 20000
    for column in np.delete(x, 1, axis=1).T:
        normal = np.array([NormalDist().cdf(value) for value in np.sort(column)])
        # Kolmogorov-Smirnov: 2.5 / sqrt(n) is passed by chance once in 100,000 columns
        assert abs(normal - rank).max() < 2.5 / np.sqrt(20000)


def test_every_other_column_is_independent_of_the_label_and_of_the_rest():
    x, _ = draw(20000)
    correlation = np.corrcoef(x, rowvar=False) - np.eye(32)
    assert abs(correlation).max() < 5 / np.sqrt(20000)


def test_seed_1337_draws_the_training_set_of_2017_bit_for_bit():
    # Pinned from NumPy 1.13.0, the NumPy of the 2017 program.
    x, y = draw(10000, seed=1337)
    assert x[0, :4].tolist() == [
        -0.7031873098624105,
        0.0,
        -0.3218143296501526,
        -1.7550787171239868,
    ]
    assert x[-1, -2:].tolist() == [-0.769431390703679, -0.5373611752258101]
    assert y[:10, 0].tolist() == [0, 1, 0, 0, 1, 1, 1, 1, 1, 0]
    assert y.sum() == 5030
    assert sha256(x.tobytes()).hexdigest().startswith('9d9a4afc81b30594')


def test_a_column_that_does_not_exist_is_an_error():
    with pytest.raises(IndexError):
        draw(1, attention_column=32)
