"""The random numbers of 2017: what attention_dense.py drew on Keras 2.0.2, and in which order."""

import keras
import numpy as np
import pandas as pd
import pytest
from running import REPOSITORY, run_program

# The bars of attention_dense.py on Keras 2.0.2; how they were got stands in the file.
BARS = pd.read_csv(REPOSITORY / 'tests' / 'run_of_2017.csv', comment='#')['attention weight']


def kernel_of_2017(shape, seed):
    """A Glorot-uniform kernel as TensorFlow 1 drew it, with an op that TensorFlow 2 still has.

    Whatever the backend of Keras is, this needs TensorFlow; without it, the test is skipped.
    """
    tf = pytest.importorskip('tensorflow')
    # In a session of its own, because an eager op goes on where its last call stopped.
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        op = tf.raw_ops.RandomUniform(shape=shape, dtype='float32', seed=87654321, seed2=seed)
        uniform = session.run(op)
    limit = np.float32(np.sqrt(6 / sum(shape)))
    return uniform * (2 * limit) - limit


def run_of_2017(epsilon):
    """The run with the random numbers that attention_dense.py drew on Keras 2.0.2, and its losses.

    Adam's epsilon was 1e-8 then and is 1e-7 today.
    """
    fit = keras.Model.fit
    losses = {}

    def fit_of_2017(model, inputs, outputs, epochs, batch_size, validation_split):
        for layer in model.layers:
            if layer.weights:
                # As then, each kernel's seed comes from NumPy's state, in the order of the layers.
                kernel = kernel_of_2017(layer.kernel.shape, seed=np.random.randint(int(10e6)))
                layer.set_weights([kernel, np.zeros(layer.bias.shape)])
        model.optimizer.epsilon = epsilon
        half = int(len(outputs) * (1 - validation_split))
        index = np.arange(half)  # one array, shuffled again before each epoch
        for _ in range(epochs):
            np.random.shuffle(index)
            x, y = [inputs[0][index]], outputs[index]
            history = fit(model, x, y, batch_size=batch_size, shuffle=False, verbose=0)
        losses['loss'] = history.history['loss'][-1]
        losses['val_loss'], _ = model.evaluate([inputs[0][half:]], outputs[half:], verbose=0)

    patches = {'keras.utils.set_random_seed': np.random.seed, 'keras.Model.fit': fit_of_2017}
    return run_program(('seed(0)', 'seed(1337)'), patches=patches), losses
