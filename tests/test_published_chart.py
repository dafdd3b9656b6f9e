"""The script draws the chart that was published in May 2017, bar for bar.

The article's program descends from `attention_dense.py` of philipperemy/keras-attention-mechanism
(commit 5a07135), which begins with `np.random.seed(1337)`. Keras 2.0.2 took every random number from
NumPy's global state, so 1337 fixes them all; Keras 3 draws from generators of its own.
"""

from functools import cache
from pathlib import Path
from unittest import mock

import keras
import numpy as np
import pandas as pd
import pytest

import attention_demo as demo

PUBLISHED = pd.read_csv(Path(__file__).with_name('published_chart.csv'), comment='#')['attention']
RUNS = pytest.mark.parametrize('epsilon', [1e-8, None], ids=['as of 2017', 'as in the script'])


def kernel_of_2017(shape, seed):
    """A Glorot-uniform kernel as TensorFlow 1 drew it, with an op that TensorFlow 2 still has."""
    import tensorflow as tf  # whatever the backend of Keras is

    # In a session of its own, because an eager op goes on where its last call stopped.
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        op = tf.raw_ops.RandomUniform(shape=shape, dtype='float32', seed=87654321, seed2=seed)
        uniform = session.run(op)
    limit = np.float32(np.sqrt(6 / sum(shape)))
    return uniform * (2 * limit) - limit


@pytest.fixture(scope='module')
def run_of_2017(run_main, tmp_path_factory):
    """run_of_2017(epsilon): main runs whole, with what Keras 2.0.2 did otherwise put back:

    - the seed 1337 is that of NumPy's global state, which all of the following draw from;
    - a kernel starts with numbers that TensorFlow 1 drew, from a seed drawn for each layer;
    - fit shuffles one index of the training samples before each of its 20 epochs;
    - the epsilon of Adam, unless None, is the given one: 1e-8 in 2017, 1e-7 in Keras 3.

    What it returns is what run_main sees, and last_epoch: the losses after the last epoch.
    """
    build_model, fit = demo.build_model, keras.Model.fit

    @cache
    def run_of_2017(epsilon):
        last_epoch = {}

        def build_model_of_2017():
            model, attention_vec_model = build_model()
            for layer in model.layers:
                if layer.weights:
                    seed = np.random.randint(int(10e6))
                    kernel = kernel_of_2017(layer.kernel.shape, seed)
                    layer.set_weights([kernel, np.zeros(layer.bias.shape)])
            return model, attention_vec_model

        def fit_of_2017(model, inputs, outputs, epochs, batch_size, validation_split):
            model.optimizer.epsilon = epsilon or model.optimizer.epsilon
            half = int(len(outputs) * (1 - validation_split))
            index = np.arange(half)  # one array, shuffled again before each epoch
            for _ in range(epochs):
                np.random.shuffle(index)
                x, y = [inputs[0][index]], outputs[index]
                history = fit(model, x, y, batch_size=batch_size, shuffle=False, verbose=0)
            last_epoch['loss'] = history.history['loss'][-1]
            last_epoch['val_loss'], _ = model.evaluate([inputs[0][half:]], outputs[half:], verbose=0)

        with (
            mock.patch('keras.utils.set_random_seed', np.random.seed),
            mock.patch.object(demo, 'build_model', build_model_of_2017),
            mock.patch('keras.Model.fit', fit_of_2017),
        ):
            seen = run_main(tmp_path_factory.mktemp('2017') / 'chart.png', '--seed', '1337')
        seen.last_epoch = last_epoch
        return seen

    return run_of_2017


@RUNS
def test_the_32_bars_are_the_published_bars(run_of_2017, epsilon):
    bars = run_of_2017(epsilon).bars
    difference = abs(bars - PUBLISHED).max()
    print(f'\nepsilon {epsilon or 1e-7}: column 1 {bars[1]:.6f}, largest difference {difference:.1e}')
    assert difference < (1e-5 if epsilon else 2e-4)


@RUNS
def test_the_last_epoch_ends_with_the_losses_of_2017(run_of_2017, epsilon):
    losses = {'loss': 5.2495e-04, 'val_loss': 6.49650e-04}  # printed by that program on its own stack
    assert run_of_2017(epsilon).last_epoch == pytest.approx(losses, rel=0.01)


@pytest.mark.slow
def test_draw_the_published_chart_beside_the_port(run_of_2017, draw):
    bars = {
        'the program of 2017 on its stack (Keras 2.0.2)': PUBLISHED,
        'this script, seeded and shuffled as in 2017': run_of_2017(None).bars,
    }
    title = 'The chart published in May 2017: np.random.seed(1337)'
    draw(pd.DataFrame(bars), title, 'published_chart.png')
