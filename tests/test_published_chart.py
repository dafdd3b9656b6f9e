"""The script draws the chart that was published in May 2017, bar for bar.

The article's program descends from `attention_dense.py` of philipperemy/keras-attention-mechanism
(commit 5a07135), which is the same program with `np.random.seed(1337)` as its first act, on Keras
2.0.2 and TensorFlow 1.4. Keras 2 took every random number from NumPy's global state, so 1337
fixes them all. Keras 3 draws from generators of its own. Here main runs whole, with only what
Keras 2.0.2 did otherwise put back around it: how it seeded, how the kernels start, how fit shuffles
and, in one of the two runs, the epsilon of Adam.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from unittest import mock

import keras
import numpy as np
import pandas as pd
import pytest

import attention_demo as demo

PUBLISHED = pd.read_csv(Path(__file__).with_name('published_chart.csv'), comment='#')['attention']
RUNS = pytest.mark.parametrize(
    'epsilon', [1e-8, None], ids=['with the epsilon of 2017', 'with the settings of the script']
)


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
    """run_of_2017(epsilon): main at seed 1337 as in 2017; epsilon, if not None, is Adam's."""
    build_model, fit = demo.build_model, keras.Model.fit

    @cache
    def run_of_2017(epsilon):
        kernels, last_epoch = [], {}

        def build_model_of_2017():
            model, attention_vec_model = build_model()
            for layer in model.layers:
                if layer.weights:
                    seed = np.random.randint(int(10e6))
                    kernels.append(kernel_of_2017(layer.kernel.shape, seed))
                    layer.set_weights([kernels[-1], np.zeros(layer.bias.shape)])
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
            last_epoch['val_loss'], _ = model.evaluate(
                [inputs[0][half:]], outputs[half:], verbose=0
            )

        with (
            mock.patch.object(keras.utils, 'set_random_seed', np.random.seed),
            mock.patch.object(demo, 'build_model', build_model_of_2017),
            mock.patch.object(keras.Model, 'fit', fit_of_2017),
        ):
            seen = run_main(tmp_path_factory.mktemp('2017') / 'chart.png', '--seed', '1337')
        seen.kernels, seen.last_epoch = kernels, last_epoch
        return seen

    return run_of_2017


# The pinned values were printed by the program of 2017 on its own stack.


def test_the_kernels_start_as_in_2017_bit_for_bit(run_of_2017):
    kernels = run_of_2017(None).kernels
    assert [sha256(kernel.tobytes()).hexdigest()[:16] for kernel in kernels] == [
        '9ed24420c18a1660',
        '21167084c978fa64',
        '4ed263b0ac73890f',
    ]


@RUNS
def test_the_32_bars_are_the_published_bars(run_of_2017, epsilon):
    bars = run_of_2017(epsilon).bars
    difference = abs(bars - PUBLISHED).max()
    print(f'\nepsilon {epsilon or "of the script"}: column 1 {bars[1]:.6f},', end=' ')
    print(f'largest difference {difference:.1e}')
    assert difference < (1e-5 if epsilon else 2e-4)


@RUNS
def test_the_last_epoch_ends_with_the_losses_of_2017(run_of_2017, epsilon):
    losses = {'loss': 5.2495e-04, 'val_loss': 6.49650e-04}
    assert run_of_2017(epsilon).last_epoch == pytest.approx(losses, rel=0.01)


@pytest.mark.slow
def test_draw_the_published_chart_beside_the_port(run_of_2017):
    """Writes figures/published_chart.png."""
    bars = {'published, May 2017': PUBLISHED, 'this script': run_of_2017(None).bars}
    axes = pd.DataFrame(bars).plot(
        kind='bar',
        width=0.8,
        figsize=(9.6, 4.8),
        color=['black', 'tab:orange'],
        title='The published chart and the port, from np.random.seed(1337)',
        xlabel='input dimension',
        ylabel='attention',
    )
    axes.yaxis.set_major_formatter('{x:.0%}')
    axes.figure.tight_layout()
    axes.figure.savefig(Path(demo.__file__).with_name('figures') / 'published_chart.png', dpi=150)
