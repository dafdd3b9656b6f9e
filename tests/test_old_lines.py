"""old_lines.md: each old line fails, and today's line computes what the old line computed.

A row that computes something needs a line in old_lines_values.txt: its first code, and what that
computed.
"""

import re
from pathlib import Path

import keras
import numpy as np
import pytest

# The names in the lines. The inputs a, b, c, d and i are fed A, B, C, D and I, whose sizes differ,
# so that a wrong axis shows; all weights of a layer are 1. Z is what the gates of an old LSTM get,
# G what they return. With a learning rate of 0, V, v, U and u stay the weights of model.
NAMES = """
from keras import Model, Sequential, backend as K, ops
from keras.callbacks import *
from keras.layers import *
random, I = np.random.default_rng(0).normal, np.ones((4, 9, 9, 3))
A, B, C, D = (random(size=(4, *shape)) for shape in [(5, 3), (5, 3), (1, 3), (3, 2)])
a, b, c, d, i = (Input(z.shape[1:], name=n) for n, z in zip('abcdi', [A, B, C, D, I]))
p, q, S = GlobalMaxPooling1D()(a), GlobalMaxPooling1D()(b), A.max(axis=1) + B.max(axis=1)
m1, m2 = Model(inputs=a, outputs=p), Model(inputs=b, outputs=q)
Z = np.repeat(C.sum(axis=2) + 1, 4, axis=1)
G = np.clip(0.2 * Z + 0.5, 0, 1)
softmax = lambda z: np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
x, y, w = random(size=(4, 5)), np.array([[0], [1], [0], [1]]), random(size=(3, 2))
batches, labels = ((x, y) for _ in range(99)), y[:, 0].astype('float32')
model = Sequential([Input((5,)), Dense(1), Dropout(0.5), Dense(1, activation='sigmoid')])
model.set_weights([random(size=weights.shape) for weights in model.get_weights()])
model.compile(keras.optimizers.SGD(0.0), 'binary_crossentropy', metrics=['accuracy'])
history = model.fit(x, y, validation_split=0.75)
V, v, U, u = model.get_weights()
H = x @ V + v
P = 1 / (1 + np.exp(-H @ U - u))
inp, inputs, outputs = model.inputs[0], x, [layer.output for layer in model.layers]
two, net = Model(inputs=inp, outputs=outputs[1:]), Model(inputs=inp, outputs=outputs[0])
net.compile('sgd', 'mse')
m = attention_vec_model = Model(inputs=inp, outputs=Softmax(name='attention_vec')(inp))
r2 = lambda true, predicted: 1 - ops.mean((true - predicted) ** 2) / ops.var(true)
"""

codes = re.compile('`(.+?)`').findall
PAGE = Path(__file__).with_name('old_lines.md').read_text('utf-8')
VALUES = Path(__file__).with_name('old_lines_values.txt').read_text('utf-8')
VALUES = dict(re.findall('^([^#].*)  ⇒  (.+)$', VALUES, re.MULTILINE))
FAILS, WRONG = [], []  # the rows: old line, today's line, and a note with its messages
for section in re.split('^##+ ', PAGE, flags=re.M):
    rows = WRONG if section.startswith('What runs and is wrong') else FAILS
    any_row = ''.join(re.findall('^Any row · .*', section, re.M))
    for old, today, note in re.findall(r'^\| (`.+?) \| (`.+?) \|(.*)\|$', section, re.M):
        rows.append(pytest.param(old, today, note + any_row, id=codes(old)[0]))
# Two warnings of Keras count as failures.
pytestmark = pytest.mark.filterwarnings('ignore::UserWarning', 'error:Early', 'error:.*`decay`')


@pytest.fixture(scope='module')
def names(tmp_path_factory):
    exec(NAMES, names := {'keras': keras, 'np': np})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp('saved'))
        yield names


def run(cell, names):
    """What the last statement of a cell computes or assigns; None, if it is an import."""
    names = names.copy()
    if 'tensorflow' in cell or 'tf.' in cell:
        names['tf'] = pytest.importorskip('tensorflow')
    *before, last = codes(cell)
    exec('\n'.join([*before, last if last.startswith('from ') else f'result = {last}']), names)
    return names.get('result')


def numbers(value, names):
    """The array of a result, or the learning rate of an optimizer after ten steps."""
    if isinstance(value, keras.optimizers.Optimizer):
        value.iterations.assign(10)
        value = value.learning_rate
    (value,) = getattr(value, 'outputs', [value])
    if isinstance(value, keras.KerasTensor):
        inputs = keras.utils.get_source_inputs(value)
        model = keras.Model(inputs, value)
        model.set_weights([np.ones_like(weights) for weights in model.get_weights()])
        value = model([names[tensor.name.upper()] for tensor in inputs])
    return keras.ops.convert_to_numpy(value)


@pytest.mark.parametrize(('old', 'today', 'note'), FAILS + WRONG)
def test_todays_line_computes_what_the_old_line_computed(old, today, note, names):
    for line in today.split('<br>'):
        value, key = run(line, names), codes(old)[0]
        if key in VALUES:
            computed, expected = numbers(value, names), np.asarray(eval(VALUES[key], names))
            assert (computed.shape, computed.dtype.kind) == (expected.shape, expected.dtype.kind)
            np.testing.assert_allclose(computed, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(('old', 'today', 'note'), FAILS)
def test_the_old_line_fails_or_warns_with_a_message_of_its_row(old, today, note, names):
    with pytest.raises(Exception) as caught:  # noqa: B017, PT011
        run(old, names)
    assert any(text in caught.exconly() for text in codes(note)), caught.exconly()


@pytest.mark.parametrize(('old', 'today', 'note'), WRONG)
def test_the_old_line_or_the_same_name_in_ops_computes_something_else(old, today, note, names):
    computed = numbers(run(old.replace('K.', 'ops.'), names), names)
    expected = np.asarray(eval(VALUES[codes(old)[0]], names))
    assert computed.shape != expected.shape or abs(computed - expected).max() > 0.01


def test_each_row_is_read_and_each_value_belongs_to_one():
    assert len(FAILS + WRONG) == PAGE.count('\n| `')
    assert set(VALUES) <= {row.id for row in FAILS + WRONG}


def test_a_program_with_a_layer_and_a_metric_of_its_own_runs_on_tf_keras():
    tf_keras = pytest.importorskip('tf_keras')
    K, x, y = tf_keras.backend, np.random.default_rng(0).normal(size=(4, 5, 1)), np.arange(4.0)
    r_squared = [lambda true, answers: 1 - K.mean(K.square(true - answers)) / K.var(true)]

    class Attention(tf_keras.layers.Layer):
        def call(self, h):
            scores = K.dot(K.tanh(h), K.constant([[2.0]] * h.shape.as_list()[2]))
            return K.sum(K.permute_dimensions(h * K.softmax(scores, axis=1), (0, 2, 1)), axis=-1)

    model = tf_keras.Sequential([tf_keras.Input((5, 1)), Attention()])
    model.compile('sgd', 'mse', metrics=r_squared)
    answers = np.average(x[..., 0], axis=1, weights=np.exp(2 * np.tanh(x[..., 0])))
    (computed,) = K.function([model.input], [model.output])([x])
    np.testing.assert_allclose(computed[:, 0], answers, rtol=1e-4)
    expected = 1 - ((y - answers) ** 2).mean() / y.var()
    assert model.evaluate(x, y)[1] == pytest.approx(expected, rel=1e-4)
