"""What several test modules share: no window, no start-up chatter, one training a column."""

import os
from functools import cache
from types import SimpleNamespace

os.environ['MPLBACKEND'] = 'Agg'
os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'

import keras  # noqa: E402
import matplotlib.pyplot as plt  # noqa: E402
import pytest  # noqa: E402

import attention_demo as demo  # noqa: E402


@pytest.fixture(scope='session')
def trained():
    """trained(column, seed): the article's training, its models and its history."""

    @cache
    def train_once(attention_column, seed=0):
        keras.utils.set_random_seed(seed)
        x, y = demo.get_data(10000, demo.INPUT_DIM, attention_column)
        model, attention_vec_model = demo.build_model()
        history = demo.train(model, x, y)
        return SimpleNamespace(
            model=model, attention_vec_model=attention_vec_model, history=history
        )

    return train_once


@pytest.fixture(autouse=True)
def _close_charts():
    yield
    plt.close('all')
