"""The proof: the script reproduces the chart that was published in May 2017, bar for bar.

The article's program descends from `attention_dense.py` of philipperemy/keras-attention-mechanism
(commit 5a07135), which is the same program with `np.random.seed(1337)` as its first act. The stack
of its day was Keras 2.0.2 on TensorFlow 1.4. On that stack every random number follows from 1337,
because Keras 2 took them all, even the seeds of its kernels, from NumPy's global random state.
`run_of_2017` does, around the script's own functions, what Keras 2.0.2 did inside `fit`.

Keras 3 differs in two defaults: it draws from generators of its own, which is why the steps below
are needed, and the epsilon of Adam is 1e-7 instead of 1e-8, which is why there are two runs.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.ticker import PercentFormatter

import attention_demo as demo

PUBLISHED = Path(__file__).with_name('published_chart.csv')
EPSILON_OF_2017 = 1e-8  # the default of keras.optimizers.Adam in Keras 2.0.2
RUNS = pytest.mark.parametrize(
    'epsilon',
    [EPSILON_OF_2017, None],
    ids=['with the epsilon of 2017', 'with the settings of the script'],
)


def published_chart():
    """The 32 published bars, fractions, as a Series by dimension."""
    return pd.read_csv(PUBLISHED, comment='#', index_col='dimension')['attention']


def glorot_uniform_of_2017(shape, seed):
    """A kernel as TensorFlow 1 drew it: its Philox generator, still an op of TensorFlow 2."""
    import tensorflow as tf  # also where Keras runs on another backend

    # A session of its own, because an eager op goes on where its last call stopped.
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        uniform = session.run(
            tf.raw_ops.RandomUniform(
                shape=shape,
                dtype=tf.float32,
                seed=87654321,  # the graph's, where a program had set none
                seed2=seed,
            )
        )
    limit = np.float32(np.sqrt(6 / sum(shape)))
    return uniform * (2 * limit) - limit


@cache
def run_of_2017(epsilon):
    """The run of 1337 through the script's own functions; epsilon, if not None, replaces Adam's."""
    # The program's first act, and the data.
    np.random.seed(1337)
    x, y = demo.get_data(10000, demo.INPUT_DIM)

    # As it built a Dense layer, Keras 2.0.2 asked NumPy for an integer to seed the kernel with.
    # The biases were zeros and asked for nothing.
    model, attention_vec_model = demo.build_model()
    kernels = []
    for layer in model.layers:
        if layer.weights:
            seed = np.random.randint(int(10e6))
            kernels.append(glorot_uniform_of_2017(layer.kernel.shape, seed))
            layer.set_weights([kernels[-1], np.zeros(layer.bias.shape)])

    # The script compiles; its call of fit is written down, not made.
    with mock.patch.object(keras.Model, 'fit') as fit:
        demo.train(model, x, y)
    settings = fit.call_args.kwargs
    if epsilon is not None:
        model.optimizer.epsilon = epsilon

    # validation_split=0.5: the first half trains, the second half validates.
    half = int(len(x) * (1 - settings['validation_split']))
    # fit shuffled one index array, in place, before each epoch: each order follows from the last.
    index = np.arange(half)
    for _ in range(settings['epochs']):
        np.random.shuffle(index)
        history = model.fit(
            x[index],
            y[index],
            batch_size=settings['batch_size'],
            shuffle=False,
            validation_data=(x[half:], y[half:]),
            verbose=0,
        )

    # The sample that was charted is what NumPy drew next.
    sample, label = demo.get_data(1, demo.INPUT_DIM)
    return SimpleNamespace(
        x=x,
        y=y,
        kernels=kernels,
        last_epoch={name: values[-1] for name, values in history.history.items()},
        sample=sample,
        label=label,
        attention=attention_vec_model.predict(sample, verbose=0)[0],
    )


def fingerprint(array):
    return sha256(array.tobytes()).hexdigest()[:16]


# The pinned values were printed by the program on the stack of 2017.


@RUNS
def test_the_training_set_is_that_of_2017_bit_for_bit(epsilon):
    run = run_of_2017(epsilon)
    assert fingerprint(run.x) == '9d9a4afc81b30594'
    assert run.y.sum() == 5030


@RUNS
def test_the_three_kernels_start_as_in_2017_bit_for_bit(epsilon):
    attention_vec, dense, output = run_of_2017(epsilon).kernels
    assert attention_vec[0, 0] == np.float32(-0.06615734100341797)
    assert [fingerprint(kernel) for kernel in (attention_vec, dense, output)] == [
        '9ed24420c18a1660',
        '21167084c978fa64',
        '4ed263b0ac73890f',
    ]


@RUNS
def test_the_charted_sample_is_that_of_2017(epsilon):
    # It comes out right only if every draw before it was made as in 2017.
    run = run_of_2017(epsilon)
    assert run.label.tolist() == [[1]]
    assert run.sample[0, :5] == pytest.approx(
        [0.5917426, 1.0, -0.4119936, -0.67332874, 0.17025682], abs=1e-8
    )


@RUNS
def test_the_32_bars_are_the_published_bars(epsilon):
    run = run_of_2017(epsilon)
    difference = abs(run.attention - published_chart()).max()
    print(f'\nepsilon {epsilon or "of the script"}: column 1 {run.attention[1]:.6f},', end=' ')
    print(f'largest difference {difference:.1e}')
    assert run.attention.shape == (32,)
    assert difference < (1e-5 if epsilon == EPSILON_OF_2017 else 2e-4)


@RUNS
def test_the_last_epoch_ends_with_the_losses_of_2017(epsilon):
    last_epoch = run_of_2017(epsilon).last_epoch
    assert last_epoch['loss'] == pytest.approx(5.2495e-04, rel=0.01)
    assert last_epoch['val_loss'] == pytest.approx(6.49650e-04, rel=0.01)
    assert last_epoch['accuracy'] == last_epoch['val_accuracy'] == 1


@pytest.mark.slow
def test_draw_the_published_chart_beside_the_port():
    """Writes figures/published_chart.png."""
    bars = pd.DataFrame(
        {'published, May 2017': published_chart(), 'this script': run_of_2017(None).attention}
    )
    axes = bars.plot(
        kind='bar',
        width=0.8,
        figsize=(9.6, 4.8),
        color=['black', 'tab:orange'],
        title='The published chart and the port, from np.random.seed(1337)',
        xlabel='input dimension',
        ylabel='attention',
    )
    axes.yaxis.set_major_formatter(PercentFormatter(xmax=1))
    axes.figure.tight_layout()
    picture = Path(demo.__file__).with_name('figures') / 'published_chart.png'
    axes.figure.savefig(picture, dpi=150)
    assert plt.imread(picture).shape == (720, 1440, 4)
