"""old_lines.md: each old line fails, and today's line computes what the old line computed.

A new row that computes something needs an entry in VALUES: the first code of its old line, and what
it computed, in NumPy. The other rows run.
"""

import re
from pathlib import Path

import keras
import numpy as np
import pytest

# The names in the lines. The tensors a, b, c and i are fed A, B, C and I, whose sizes differ, so
# that a wrong axis shows. With a learning rate of 0, V, v, U and u stay the weights of model; and
# attention_vec_model has none, since a predict that fails loses them on JAX.
NAMES = """
from keras import backend as K, ops
from keras.callbacks import EarlyStopping
from keras.layers import *
from keras.models import *

random = np.random.default_rng(0).normal
A, B, C, I = (random(size=(4, *shape)) for shape in [(5, 3), (5, 3), (1, 3), (9, 9, 3)])
a, b, c, i = Input((5, 3)), Input((5, 3)), Input((1, 3)), Input((9, 9, 3))
p = GlobalMaxPooling1D()(a)
m1, m2 = Model(inputs=a, outputs=p), Model(inputs=b, outputs=GlobalMaxPooling1D()(b))
x, y, w = random(size=(4, 5)), np.array([[0], [1], [0], [1]]), random(size=(3, 2))
batches = ((x, y) for _ in range(99))
model = Sequential([Input((5,)), Dense(1), Dropout(0.5), Dense(1, activation='sigmoid')])
model.set_weights([random(size=weights.shape) for weights in model.get_weights()])
model.compile(keras.optimizers.SGD(0.0), 'binary_crossentropy', metrics=['accuracy'])
history = model.fit(x, y, validation_split=0.75)
V, v, U, u = model.get_weights()
D = x @ V + v
P = 1 / (1 + np.exp(-D @ U - u))
inp, inputs, outputs = model.inputs[0], x, [layer.output for layer in model.layers]
two = Model(inputs=inp, outputs=[outputs[0], outputs[2]])
model3 = Sequential([Input((5,)), Dense(3, activation='softmax')])
model3.compile(loss='sparse_categorical_crossentropy', metrics=['acc'])
attention_vec_model = Sequential([Input((5,)), Softmax()])
"""

VALUES = {
    'merge([a, b])': 'A + B',
    "merge([a, b], output_shape=32, name='x', mode='mul')": 'A * B',
    "merge([a, b], mode='sum')": 'A + B',
    "merge([a, b], mode='ave')": '(A + B) / 2',
    "merge([a, b], mode='max')": 'np.maximum(A, B)',
    "merge([a, b], mode='concat', concat_axis=1)": 'np.concatenate([A, B], axis=1)',
    "merge([a, b], mode='dot', dot_axes=1)": 'A.transpose(0, 2, 1) @ B',
    'multiply([a, b], output_shape=32)': 'A * B',
    "Concatenate([a, b], mode='mul')": 'A * B',
    "Merge([m1, m2], mode='sum')": 'A.max(axis=1) + B.max(axis=1)',
    'f = K.function([model.layers[0].input], [model.layers[2].output])': 'P',
    'funcs = [K.function([inp] + [K.learning_phase()], [out]) for out in outputs]': '[D, D, P]',
    'from keras.layers import K': '5',
    'attention_vec_model.predict(x[0])': 'np.exp(x[:1]) / np.exp(x[:1]).sum()',
    'Lambda(lambda t: K.mean(t, axis=1))(a)': 'A.mean(axis=1)',
    'Lambda(lambda t: K.sum(t, axis=1))(a)': 'A.sum(axis=1)',
    'K.mean(a, axis=-1)': 'A.mean(axis=-1)',
    'K.dot(a, w)': 'A @ w',
    'K.batch_dot(a, b, axes=[2, 2])': 'A @ B.transpose(0, 2, 1)',
    'K.tanh(a)': 'np.tanh(A)',
    'K.softmax(a)': 'np.exp(A) / np.exp(A).sum(axis=-1, keepdims=True)',
    'K.expand_dims(a)': 'A[..., None]',
    'K.squeeze(c, axis=1)': 'C[:, 0]',
    'K.reshape(a, (-1, 15))': 'A.reshape(-1, 15)',
    'from keras.utils import np_utils': 'np.eye(2)[y[:, 0]]',
    'Model(input=a, output=p)': 'A.max(axis=1)',
    'MaxPooling1D(pool_length=2)(a)': 'np.maximum(A[:, 0:4:2], A[:, 1:4:2])',
    "history.history['val_acc']": '[((P[1:] > 0.5) == y[1:]).mean()]',
    'model.predict_classes(x)': 'np.where(P > 0.5, 1, 0)',
    'model3.predict_classes(x)': '(x @ model3.get_weights()[0]).argmax(axis=1)',
    'model.predict_proba(x)': 'P',
}


def codes(cell):
    return re.findall('`(.+?)`', cell)


PAGE = Path(__file__).with_name('old_lines.md').read_text('utf-8')
ROWS = re.findall('^[|] (`.+?) [|] (.+?) [|] (.+?) [|]$', PAGE, re.MULTILINE)
each_row = pytest.mark.parametrize(('old', 'today', 'message'), ROWS, ids=[row[0] for row in ROWS])


@pytest.fixture(scope='module')
def names(tmp_path_factory):
    exec(NAMES, names := {'keras': keras, 'np': np})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp('saved'))
        yield names


def result(cell, names):
    """What the last statement of a cell computes, assigns or imports."""
    *before, last = codes(cell)
    if last.startswith('from '):
        before.append(last)
    exec('\n'.join(before), names)
    return eval(re.sub(r'^(\w+ = |from \S+ import )', '', last), names)


def numbers(value, names):
    """The array of a result; a tensor, or a model's output, is computed in phase 0."""
    (value,) = getattr(value, 'outputs', [value])
    if isinstance(value, keras.KerasTensor):
        model = keras.Model([names[name] for name in 'abci'], value)
        value = model([names[name] for name in 'ABCI'])
    return keras.ops.convert_to_numpy(value)


@each_row
@pytest.mark.filterwarnings('ignore:.shuffle=True. was passed')
def test_todays_line_computes_what_the_old_line_computed(old, today, message, names):
    value, key = result(today, names := names.copy()), codes(old)[0]
    if key in VALUES:
        computed, expected = numbers(value, names), np.asarray(eval(VALUES[key], names))
        assert (computed.shape, computed.dtype.kind) == (expected.shape, expected.dtype.kind)
        np.testing.assert_allclose(computed, expected, rtol=1e-4, atol=1e-5)


@each_row
@pytest.mark.parametrize('with_message', [False, pytest.param(True, marks=pytest.mark.slow)])
@pytest.mark.filterwarnings('error::UserWarning')
def test_the_old_line_fails_for_its_own_reason(old, today, message, names, with_message):
    if message.startswith('none'):
        assert result(old, names.copy()).shape != result(today, names.copy()).shape
        return
    with pytest.raises(Exception) as caught:  # noqa: B017, PT011
        result(old, names.copy())
    assert not caught.errisinstance(SyntaxError)
    # A name must be one that Keras has lost, and a warning the one that the row has.
    if with_message or caught.errisinstance((NameError, Warning)):
        assert any(text in caught.exconly() for text in codes(message)), caught.exconly()


def test_phase_1_and_the_gates_of_an_old_lstm_do_not_come_back(names):
    trained = names['model'].layers[1](np.ones((9, 9)), training=True)
    assert set(numbers(trained, names).flat) == {0, 2}  # in phase 0, as in VALUES, all stay
    sigmoid, hard = 1 / (1 + np.exp(-1)), {'recurrent_activation': 'hard_sigmoid'}
    for gates, gate in ({}, sigmoid), (hard, 2 / 3):
        lstm = keras.layers.LSTM(1, kernel_initializer='ones', **gates)
        today, old = (g * np.tanh(g * np.tanh(1)) for g in (gate, 0.7))  # 0.2 z + 0.5 of old
        assert numbers(lstm(np.ones((1, 1, 1))), names) == pytest.approx(today)
        assert abs(today - old) > 0.02
