"""old_lines.md: each old line fails, and today's line computes what the old line computed.

A row that computes something needs a line in old_lines_values.txt: its first code, and what that
computed. The names in the lines stand there, too.
"""

import re
from pathlib import Path

import keras
import numpy as np
import pytest

codes = re.compile('`(.+?)`').findall
PAGE = Path(__file__).with_name('old_lines.md').read_text('utf-8')
EXAMPLES = Path(__file__).with_name('old_lines_values.txt').read_text('utf-8')
NAMES = re.sub('^.*  ⇒  .*$', '', EXAMPLES, flags=re.MULTILINE)
VALUES = dict(re.findall('^(.+)  ⇒  (.+)$', EXAMPLES, re.MULTILINE))
# The releases on which the messages were read, as the page says.
NAMED_RELEASES = re.search(r'were run on Keras (3\.\d+) and (3\.\d+)', PAGE).groups()
NAMED_RELEASES = tuple(f'{release}.' for release in NAMED_RELEASES)
FAILS, WRONG = [], []  # the rows: old line, today's line, and a note with its messages
for section in re.split('^##+ ', PAGE, flags=re.M):
    rows = WRONG if section.startswith('What runs and is wrong') else FAILS
    of_every_row = ''.join(re.findall('^Messages of every row · .*', section, re.M))
    for old, today, note in re.findall(r'^\| (`.+?) \| (`.+?) \|(.*)\|$', section, re.M):
        rows.append(pytest.param(old, today, note + of_every_row, id=codes(old)[0]))
# Two warnings of Keras count as failures.
pytestmark = pytest.mark.filterwarnings('ignore::UserWarning', 'error:Early', 'error:.*`decay`')


@pytest.fixture(scope='module')
def names(tmp_path_factory):
    names = {'keras': keras, 'np': np}
    exec(NAMES, names)
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


def array_of(value, names):
    """The array of a result, or the learning rate of an optimizer after ten steps."""
    if isinstance(value, keras.optimizers.Optimizer):
        value.iterations.assign(10)
        value = value.learning_rate
    if isinstance(value, keras.Model):
        value = value.output
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
            computed, expected = array_of(value, names), np.asarray(eval(VALUES[key], names))
            assert (computed.shape, computed.dtype.kind) == (expected.shape, expected.dtype.kind)
            np.testing.assert_allclose(computed, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(('old', 'today', 'note'), FAILS)
def test_the_old_line_fails_or_warns_with_a_message_of_its_row(old, today, note, names):
    with pytest.raises(Exception) as caught:  # noqa: B017, PT011
        run(old, names)
    messages = [text for text in codes(note) if ' ' in text]
    if not any(text in caught.exconly() for text in messages):
        # A release that the page does not name may word its errors as it likes.
        assert not keras.__version__.startswith(NAMED_RELEASES), caught.exconly()
        pytest.skip(f'Keras {keras.__version__} says: {caught.exconly()}')


@pytest.mark.parametrize(('old', 'today', 'note'), WRONG)
def test_the_old_line_or_the_same_name_in_ops_computes_something_else(old, today, note, names):
    computed = array_of(run(old.replace('K.', 'ops.'), names), names)
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
