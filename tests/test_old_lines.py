"""old_lines.md: each old line fails, and today's line computes what the old line computed.

The page's rows are read from the page. What an old line computed stands in VALUES, in NumPy, beside
it; a row without a value is only run. INPUTS and names() have the letters of the page's lines.
"""

import importlib
import re
import warnings
from importlib.util import find_spec
from pathlib import Path

import keras
import numpy as np
import pytest
from scipy.special import expit, softmax

PAGE = Path(__file__).with_name('old_lines.md').read_text('utf-8')
# Today's lines work with both, but for those that the page marks.
LIBRARIES = ['keras', 'tf_keras'] if find_spec('tf_keras') else ['keras']


def codes(text):
    return re.findall('`(.+?)`', text)


def rows_of_page():
    """Each row of the page's tables: its section, old line, today's line, and the messages of the
    row and of its section."""
    rows = []
    for section in re.split('^##+ ', PAGE, flags=re.MULTILINE):
        heading = section.splitlines()[0]
        of_every_row = re.findall('^Messages of every row · .*', section, re.MULTILINE)
        for old, today, note in re.findall(
            r'^\| (`.+?) \| (`.+?) \|(.*)\|$', section, re.MULTILINE
        ):
            messages = [text for text in codes(note + ''.join(of_every_row)) if ' ' in text]
            rows.append((heading, old, today, messages))
    return rows


def parameters(rows):
    return [pytest.param(*row[1:], id=codes(row[1])[0]) for row in rows]


ROWS = rows_of_page()
WARNS = [row for row in ROWS if row[0].startswith('Only a warning')]
WRONG = [row for row in ROWS if row[0].startswith('What runs and is wrong')]
FAILS = [row for row in ROWS if row not in WARNS + WRONG]

# What is fed to the inputs a, b, c, d, i and p of the page's lines. The sizes of the axes differ, so
# that a wrong axis shows.
random = np.random.default_rng(0).normal
first = random(size=(4, 5, 3))
second = random(size=(4, 5, 3))
one_step = random(size=(4, 1, 3))
two_features = random(size=(4, 3, 2))
image = np.ones((4, 9, 9, 3))
INPUTS = {'a': first, 'b': second, 'c': one_step, 'd': two_features, 'i': image}
matrix = random(size=(3, 2))  # w

# What model, net, two and m compute of x. The learning rate is 0, so that their weights stay.
samples = random(size=(4, 5))
labels = np.array([[0], [1], [0], [1]])
hidden_kernel, hidden_bias = random(size=(5, 1)), random(size=1)
output_kernel, output_bias = random(size=(1, 1)), random(size=1)
hidden = samples @ hidden_kernel + hidden_bias
probabilities = expit(hidden @ output_kernel + output_bias)

# With all its weights 1, an LSTM adds 1 and the features of its one step, and has four equal gates.
into_gates = np.repeat(one_step.sum(axis=2) + 1, 4, axis=1)
old_gates = np.clip(0.2 * into_gates + 0.5, 0, 1)
old_lstm = old_gates * np.tanh(old_gates * np.tanh(into_gates))

# The sum of two branches, each the largest value over time.
branches = first.max(axis=1) + second.max(axis=1)

VALUES = {
    # Merging
    "merge([a, b], output_shape=32, name='x', mode='mul')": first * second,
    "merge([a, b], mode='sum')": first + second,
    "merge([a, b], mode='ave')": (first + second) / 2,
    "merge([a, b], mode='max')": np.maximum(first, second),
    "merge([a, b], mode='concat', concat_axis=1)": np.concatenate([first, second], axis=1),
    "merge([a, b], mode='dot', dot_axes=1)": first.transpose(0, 2, 1) @ second,
    'merge.multiply([a, b])': first * second,
    'multiply([a, b], output_shape=32)': first * second,
    'concatenate(axis=-1)([a, b])': np.concatenate([first, second], axis=2),
    "Concatenate([a, b], mode='mul')": first * second,
    "Sequential([Merge([m1, m2], mode='sum'), Dense(1)])": branches.sum(axis=1, keepdims=True) + 1,
    # Reading a layer
    'f = K.function([model.layers[0].input], [model.layers[2].output])': probabilities,
    'f = K.function([model.layers[0].input, K.learning_phase()], [model.layers[2].output])': (
        probabilities
    ),
    'funcs = [K.function([inp] + [K.learning_phase()], [out]) for out in outputs]': (
        [hidden, hidden, probabilities]
    ),
    "get_activations(m, x, layer_name='attention_vec')[0]": softmax(samples, axis=1),
    'a.shape.as_list()[1]': 5,
    'from keras.layers import K': 5,
    'attention_vec_model.predict(x[0])': softmax(samples[:1], axis=1),
    # K
    'Lambda(lambda t: K.mean(t, axis=1))(a)': first.mean(axis=1),
    'Lambda(lambda t: K.sum(t, axis=1))(a)': first.sum(axis=1),
    'K.mean(a, axis=-1)': first.mean(axis=-1),
    'K.dot(a, w)': first @ matrix,
    'K.batch_dot(a, d)': first @ two_features,
    'K.batch_dot(a, b, axes=[2, 2])': first @ second.transpose(0, 2, 1),
    'K.tanh(a)': np.tanh(first),
    'K.softmax(a)': softmax(first, axis=-1),
    'K.expand_dims(a)': first[..., None],
    'K.squeeze(c, axis=1)': one_step[:, 0],
    'K.reshape(a, (-1, 15))': first.reshape(-1, 15),
    'K.permute_dimensions(a, (0, 2, 1))': first.transpose(0, 2, 1),
    'K.pow(a, 2)': first**2,
    'K.gather(w, [2, 0])': matrix[[2, 0]],
    'K.repeat_elements(a, 2, axis=1)': first.repeat(2, axis=1),
    'tf.reduce_sum(a, axis=1)': first.sum(axis=1),
    'tf.squeeze(c, [1])': one_step[:, 0],
    # What runs and is wrong
    'K.argmax(a)': first.argmax(axis=2),
    'K.argmin(a)': first.argmin(axis=2),
    'K.concatenate([a, b])': np.concatenate([first, second], axis=2),
    'K.cumsum(a)': first.cumsum(axis=0),
    'K.repeat(p, 4)': np.stack([first.max(axis=1)] * 4, axis=1),
    "net.compile('sgd', 'mse', metrics=[r2])": 1 - ((labels - hidden) ** 2).mean() / labels.var(),
    'Convolution2D(8, 3, 3)(i)': np.full((4, 7, 7, 8), 28.0),  # 3 * 3 * 3 ones, and the bias
    'LSTM(4)(c)': old_lstm,
    "LSTM(4, recurrent_activation='hard_sigmoid')(c)": old_lstm,
    's = keras.optimizers.SGD(0.1)': 0.3,
    # Only a warning
    "stop = EarlyStopping(monitor='val_acc', mode='max')": [0, 1],
    'keras.optimizers.SGD(0.01, decay=0.1)': 0.01 / (1 + 0.1 * 10),
    # Imports, arguments, training
    'from keras.utils import np_utils': np.eye(2)[labels[:, 0]],
    'Model(input=a, output=p)': first.max(axis=1),
    'MaxPooling1D(pool_length=2)(a)': np.maximum(first[:, 0:4:2], first[:, 1:4:2]),
    'K.set_value(net.optimizer.lr, 0.5)': 0.5,
    "keras.utils.to_categorical(y, dtype='float32')": np.eye(2)[labels[:, 0]],
    "history.history['val_acc']": [((probabilities[1:] > 0.5) == labels[1:]).mean()],
    'model.predict_classes(x)': np.where(probabilities > 0.5, 1, 0),
    'm.predict_classes(x)': samples.argmax(axis=1),
    'model.predict_proba(x)': probabilities,
}


def names(library):
    """The names in the page's lines, made with keras or with tf_keras."""
    keras = importlib.import_module(library)
    layers = importlib.import_module(f'{library}.layers')
    found = {'keras': keras, library: keras, 'np': np, 'K': keras.backend}
    for module in [layers, importlib.import_module(f'{library}.callbacks')]:
        found |= {name: getattr(module, name) for name in dir(module) if name[0].isupper()}
    # The functions in small letters that today's lines use.
    found |= {name: getattr(layers, name) for name in ['multiply', 'concatenate']}
    found |= {'Model': keras.Model, 'Sequential': keras.Sequential}
    if library == 'keras':
        found['ops'] = keras.ops
    for letter, array in INPUTS.items():
        found[letter] = layers.Input(array.shape[1:], name=letter)
    found['p'] = layers.GlobalMaxPooling1D()(found['a'])
    largest_of_b = layers.GlobalMaxPooling1D()(found['b'])
    found['m1'] = keras.Model(inputs=found['a'], outputs=found['p'])
    found['m2'] = keras.Model(inputs=found['b'], outputs=largest_of_b)

    model = keras.Sequential(
        [
            layers.Input((5,)),
            layers.Dense(1),
            layers.Dropout(0.5),
            layers.Dense(1, activation='sigmoid'),
        ]
    )
    model.set_weights([hidden_kernel, hidden_bias, output_kernel, output_bias])
    sgd = keras.optimizers.SGD(0.0)
    model.compile(sgd, 'binary_crossentropy', metrics=['accuracy'])
    history = model.fit(samples, labels, validation_split=0.75, verbose=0)
    outputs = [layer.output for layer in model.layers]
    net = keras.Model(inputs=model.inputs[0], outputs=outputs[0])
    net.compile('sgd', 'mse')
    attention = layers.Softmax(name='attention_vec')(model.inputs[0])
    attention_model = keras.Model(inputs=model.inputs[0], outputs=attention)

    def r2(true, predicted):
        mean = keras.backend.mean if library == 'tf_keras' else keras.ops.mean
        return 1 - mean((true - predicted) ** 2) / mean((true - mean(true)) ** 2)

    return found | {
        'x': samples,
        'y': labels,
        'labels': labels[:, 0].astype('float32'),
        'w': matrix,
        'batches': ((samples, labels) for _ in range(99)),
        'model': model,
        'history': history,
        'inp': model.inputs[0],
        'inputs': samples,
        'outputs': outputs,
        'two': keras.Model(inputs=model.inputs[0], outputs=outputs[1:]),
        'net': net,
        'm': attention_model,
        'attention_vec_model': attention_model,
        'r2': r2,
    }


@pytest.fixture(scope='module')
def names_of(tmp_path_factory):
    """The names in the page's lines, from the name of the library that made them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp('saved'))
        yield {library: names(library) for library in LIBRARIES}


def run(cell, names, library='keras'):
    """What the last statement of a cell computes or assigns; None, if it is an import."""
    *before, last = [re.sub(r'(?<!tensorflow\.)\bkeras\b', library, code) for code in codes(cell)]
    names = names.copy()
    if 'tensorflow' in cell or 'tf.' in cell:
        names['tf'] = pytest.importorskip('tensorflow')
    if not last.startswith('from '):
        last = f'result = {last}'
    exec('\n'.join([*before, last]), names)
    return names.get('result')


def array_of(result, keras):
    """The array of a result: of a model or tensor, its value where all weights are 1; of an
    optimizer, its learning rate after ten steps; of a training, its epochs."""
    if isinstance(result, keras.callbacks.History):
        return np.asarray(result.epoch)
    if isinstance(result, keras.optimizers.Optimizer):
        result.iterations.assign(10)
        result = result.learning_rate
    if isinstance(result, keras.Model):
        result = result.output
    if hasattr(result, '_keras_history'):
        inputs = keras.utils.get_source_inputs(result)
        model = keras.Model(inputs, result)
        model.set_weights([np.ones_like(weights) for weights in model.get_weights()])
        result = model([INPUTS[tensor.name] for tensor in inputs])
    if hasattr(keras, 'ops'):
        return keras.ops.convert_to_numpy(result)
    return np.asarray(result)


@pytest.mark.filterwarnings('ignore::UserWarning')
@pytest.mark.parametrize('library', LIBRARIES)
@pytest.mark.parametrize(('old', 'today', 'messages'), parameters(ROWS))
def test_todays_line_computes_what_the_old_line_computed(old, today, messages, library, names_of):
    for line in today.split('<br>'):
        if library == 'tf_keras' and 'Keras 3' in line:
            continue
        result = run(line, names_of[library], library)
        if codes(old)[0] in VALUES:
            computed = array_of(result, names_of[library]['keras'])
            expected = np.asarray(VALUES[codes(old)[0]])
            assert computed.shape == expected.shape
            assert computed.dtype.kind == expected.dtype.kind
            np.testing.assert_allclose(computed, expected, rtol=1e-4, atol=1e-5)


def hold_against_messages(text, messages):
    """One of the messages must stand in the text, on the releases on which the page was written;
    others may word their errors as they like."""
    if not any(message in text for message in messages):
        named = re.search(r'were run on Keras (3\.\d+) and (3\.\d+)', PAGE).groups()
        release = keras.__version__.split('.')
        assert '.'.join(release[:2]) not in named, text
        pytest.skip(f'Keras {keras.__version__} says: {text}')


@pytest.mark.filterwarnings('ignore::UserWarning')
@pytest.mark.parametrize(('old', 'today', 'messages'), parameters(FAILS))
def test_the_old_line_fails_with_a_message_of_its_row(old, today, messages, names_of):
    with pytest.raises(Exception) as caught:  # noqa: B017, PT011
        run(old, names_of['keras'])
    hold_against_messages(caught.exconly(), messages)


@pytest.mark.filterwarnings('ignore::UserWarning')
@pytest.mark.parametrize(('old', 'today', 'messages'), parameters(WRONG))
def test_the_old_line_or_the_same_name_in_ops_computes_something_else(
    old, today, messages, names_of
):
    result = run(old.replace('K.', 'ops.'), names_of['keras'])
    computed = array_of(result, keras)
    expected = np.asarray(VALUES[codes(old)[0]])
    assert computed.shape != expected.shape or not np.allclose(computed, expected, rtol=0.01)


@pytest.mark.parametrize(('old', 'today', 'messages'), parameters(WARNS))
def test_the_old_line_that_only_warns_computes_something_else(old, today, messages, names_of):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        computed = array_of(run(old, names_of['keras']), keras)
    expected = np.asarray(VALUES[codes(old)[0]])
    assert computed.shape != expected.shape or not np.allclose(computed, expected, rtol=0.01)
    hold_against_messages(' '.join(str(warning.message) for warning in caught), messages)


def test_each_row_is_read_and_each_value_belongs_to_one():
    assert len(ROWS) == PAGE.count('\n| `')
    assert set(VALUES) <= {codes(old)[0] for _, old, _, _ in ROWS}
    assert {codes(row[1])[0] for row in WRONG + WARNS} <= set(VALUES)


def test_a_program_with_a_layer_and_a_metric_of_its_own_runs_on_tf_keras():
    tf_keras = pytest.importorskip('tf_keras')
    K = tf_keras.backend
    x = np.random.default_rng(0).normal(size=(4, 5, 1))
    y = np.arange(4.0)

    class Attention(tf_keras.layers.Layer):
        def call(self, h):
            scores = K.dot(K.tanh(h), K.constant([[2.0]] * h.shape.as_list()[2]))
            return K.sum(K.permute_dimensions(h * K.softmax(scores, axis=1), (0, 2, 1)), axis=-1)

    def r_squared(true, answers):
        return 1 - K.mean(K.square(true - answers)) / K.var(true)

    model = tf_keras.Sequential([tf_keras.Input((5, 1)), Attention()])
    model.compile('sgd', 'mse', metrics=[r_squared])
    answers = np.average(x[..., 0], axis=1, weights=np.exp(2 * np.tanh(x[..., 0])))
    (computed,) = K.function([model.input], [model.output])([x])
    np.testing.assert_allclose(computed[:, 0], answers, rtol=1e-4)
    expected = 1 - ((y - answers) ** 2).mean() / y.var()
    assert model.evaluate(x, y, verbose=0)[1] == pytest.approx(expected, rel=1e-4)
