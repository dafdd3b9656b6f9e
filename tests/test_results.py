"""运行结果: attention finds the column of the label, and draws the chart published in May 2017."""

import keras
import numpy as np
import pandas as pd
import pytest
from conftest import SCRIPT
from test_readme import COLUMN_20

PUBLISHED = pd.read_csv(SCRIPT.parent / 'tests' / 'published_chart.csv', comment='#')['attention']


def test_the_mean_attention_peaks_at_the_column_of_the_label_for_either_label(run_script):
    for run, column in ((run_script(), 1), (run_script(*COLUMN_20), 20)):
        x, y = run.get_data(2000, run.input_dim)
        attention = pd.DataFrame(run.attention_vec_model.predict([x], verbose=0))
        assert attention[column].mean() > 0.25
        assert attention[column].mean() > 5 * attention.drop(columns=column).mean().max()
        assert attention.groupby(y[:, 0]).mean().idxmax(axis=1).to_dict() == {0: column, 1: column}


def kernel_of_2017(shape, seed):
    """A Glorot-uniform kernel as TensorFlow 1 drew it, with an op that TensorFlow 2 still has."""
    tf = pytest.importorskip('tensorflow')  # whatever the backend of Keras is
    # In a session of its own, because an eager op goes on where its last call stopped.
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        op = tf.raw_ops.RandomUniform(shape=shape, dtype='float32', seed=87654321, seed2=seed)
        uniform = session.run(op)
    limit = np.float32(np.sqrt(6 / sum(shape)))
    return uniform * (2 * limit) - limit


def run_of_2017(run_script, epsilon):
    """The script run whole, but drawing as Keras 2.0.2 did, all from NumPy's state; its last losses."""
    fit, losses = keras.Model.fit, {}

    def fit_of_2017(model, inputs, outputs, epochs, batch_size, validation_split):
        for layer in model.layers:
            if layer.weights:
                kernel = kernel_of_2017(layer.kernel.shape, seed=np.random.randint(int(10e6)))
                layer.set_weights([kernel, np.zeros(layer.bias.shape)])
        model.optimizer.epsilon = epsilon  # 1e-8 in 2017, 1e-7 in Keras 3
        half = int(len(outputs) * (1 - validation_split))
        index = np.arange(half)  # one array, shuffled again before each epoch
        for _ in range(epochs):
            np.random.shuffle(index)
            x, y = [inputs[0][index]], outputs[index]
            history = fit(model, x, y, batch_size=batch_size, shuffle=False, verbose=0)
        losses['loss'] = history.history['loss'][-1]
        losses['val_loss'], _ = model.evaluate([inputs[0][half:]], outputs[half:], verbose=0)

    parts = (('keras.utils.set_random_seed', np.random.seed), ('keras.Model.fit', fit_of_2017))
    return run_script(('seed(0)', 'seed(1337)'), parts=parts), losses


def test_the_bars_are_the_published_32_and_the_losses_those_of_2017(run_script):
    run, losses = run_of_2017(run_script, epsilon=1e-8)
    np.testing.assert_allclose(run.bars, PUBLISHED, rtol=0, atol=1e-5)
    # As that program printed them on its own stack.
    assert losses == pytest.approx({'loss': 5.2495e-04, 'val_loss': 6.49650e-04}, rel=0.01)
