"""old_lines.md: an old line fails or goes wrong, and today's computes what the old one computed.

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
from pages import code_blocks
from running import edited
from scipy.special import expit, softmax

PAGE = Path(__file__).with_name('old_lines.md').read_text('utf-8')
RELEASE = tuple(int(number) for number in keras.__version__.split('.')[:2])
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
        for old, today, note in re.findall(r'^\| (`.+?) \| (.+?) \|(.*)\|$', section, re.MULTILINE):
            messages = [text for text in codes(note + ''.join(of_every_row)) if ' ' in text]
            rows.append((heading, old, today, messages))
    return rows


def parameters(rows):
    return [pytest.param(*row[1:], id=codes(row[1])[0]) for row in rows]


# The lines of a layer of one's own stand in a class: see OLD_LAYER.
LAYER = [row for row in rows_of_page() if row[0].startswith('A layer of your own')]
ROWS = [row for row in rows_of_page() if row not in LAYER]
WARNS = [row for row in ROWS if row[0].startswith('Only a warning')]
WRONG = [row for row in ROWS if row[0].startswith('What runs and is wrong')]
FAILS = [row for row in ROWS if row not in WARNS + WRONG]
# With tf_keras, these old lines run.
K_AND_TF = [row for row in ROWS if row[0].startswith('K and tf') and 'tf_keras' in LIBRARIES]

# What is fed to the inputs a, b, c, d, i and p of the page's lines. The sizes of the axes differ, so
# that a wrong axis shows.
normal = np.random.default_rng(0).normal
first = normal(size=(4, 5, 3))
second = normal(size=(4, 5, 3))
one_step = normal(size=(4, 1, 3))
two_features = normal(size=(4, 3, 2))
image = np.ones((4, 9, 9, 3))
INPUTS = {'a': first, 'b': second, 'c': one_step, 'd': two_features, 'i': image}
matrix = normal(size=(3, 2))  # w

# What model, net, two and m compute of x. The learning rate is 0, so that their weights stay.
samples = normal(size=(4, 5))
labels = np.array([[0], [1], [0], [1]])
hidden_kernel, hidden_bias = normal(size=(5, 1)), normal(size=1)
output_kernel, output_bias = normal(size=(1, 1)), normal(size=1)
hidden = samples @ hidden_kernel + hidden_bias
probabilities = expit(hidden @ output_kernel + output_bias)

# With all weights 1, the gates of an LSTM or GRU of four units all get the features of its one step
# and a bias of 1.
into_gates = np.repeat(one_step.sum(axis=2) + 1, 4, axis=1)
old_gates = np.clip(0.2 * into_gates + 0.5, 0, 1)
old_lstm = old_gates * np.tanh(old_gates * np.tanh(into_gates))

# A GRU takes (1 - update gate) of its candidate after one step.
old_gru = (1 - old_gates) * np.tanh(into_gates)

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
    'merge([a, b], mode=lambda pair: pair[0] - pair[1])': first - second,
    "Merge(mode='concat')([a, b])": np.concatenate([first, second], axis=2),
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
    'Model(inputs=model.inputs, outputs=model.output).predict(x)': probabilities,
    'pair.predict([x[:1], s0])': samples[:1] + 1,
    # K and tf
    'Lambda(lambda t: K.mean(t, axis=1))(a)': first.mean(axis=1),
    'Lambda(lambda t: K.sum(t, axis=1))(a)': first.sum(axis=1),
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
    'tf.concat([a, b], axis=-1)': np.concatenate([first, second], axis=2),
    'tf.nn.softmax(a)': softmax(first, axis=-1),
    'tf.multiply(a, b)': first * second,
    # What runs and is wrong
    'K.argmax(a)': first.argmax(axis=2),
    'K.concatenate([a, b])': np.concatenate([first, second], axis=2),
    'K.cumsum(a)': first.cumsum(axis=0),
    'K.repeat(p, 4)': np.stack([first.max(axis=1)] * 4, axis=1),
    "net.compile('sgd', 'mse', metrics=[r2])": 1 - ((labels - hidden) ** 2).mean() / labels.var(),
    'Convolution2D(8, 3, 3)(i)': np.full((4, 7, 7, 8), 28.0),  # 3 * 3 * 3 ones, and the bias
    'LSTM(4)(c)': old_lstm,
    "Bidirectional(LSTM(4, recurrent_activation='hard_sigmoid'))(c)": (
        np.concatenate([old_lstm, old_lstm], axis=1)
    ),
    'GRU(4)(c)': old_gru,
    "keras.models.load_model('model.h5', compile=False)": old_lstm,
    '[Lambda(lambda x: x[:, t, :])(a) for t in range(5)]': first.transpose(1, 0, 2),
    's = keras.optimizers.SGD(0.1)': 0.3,  # the learning rate that the next line sets
    # Only a warning
    "stop = EarlyStopping(monitor='val_acc', mode='max')": [0, 1],
    'keras.optimizers.SGD(0.01, decay=0.1)': 0.01 / (1 + 0.1 * 10),
    # Imports, arguments, training
    'from keras.utils import np_utils': np.eye(2)[labels[:, 0]],
    'Model(input=a, output=p)': first.max(axis=1),
    'TimeDistributedDense(8)(a)': first.sum(axis=-1, keepdims=True).repeat(8, axis=-1) + 1,
    'MaxPooling1D(pool_length=2)(a)': np.maximum(first[:, 0:4:2], first[:, 1:4:2]),
    'K.set_value(net.optimizer.lr, 0.5)': 0.5,
    "keras.utils.to_categorical(y, dtype='float32')": np.eye(2)[labels[:, 0]],
    "history.history['val_acc']": [((probabilities[1:] > 0.5) == labels[1:]).mean()],
    'model.predict_classes(x)': np.where(probabilities > 0.5, 1, 0),
    'm.predict_classes(x)': samples.argmax(axis=1),
    'model.predict_proba(x)': probabilities,
}


def gate_of_page(keras):
    """The function that the page has for old gates, on Keras 3."""
    (block,) = [block for block in code_blocks(PAGE, 'python') if 'def old_gate' in block]
    found = {'keras': keras, 'ops': keras.ops}
    exec(block, found)
    return found['old_gate']


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
        found |= {'ops': keras.ops, 'old_gate': gate_of_page(keras)}
    for letter, array in INPUTS.items():
        found[letter] = layers.Input(array.shape[1:], name=letter)
    if library == 'keras':
        # As an old Keras saved it, with its gates.
        lstm = layers.LSTM(4, recurrent_activation='hard_sigmoid')
        keras.Model(found['c'], lstm(found['c'])).save('model.h5')
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

    class AttLayer(layers.Layer):
        def call(self, x):
            return x[:, 0]

    one, other = layers.Input((5,)), layers.Input((5,))
    first_step = layers.Lambda(lambda x: x[:, 0])(found['a'])
    return found | {
        'AttLayer': AttLayer,
        'own': keras.Model(found['a'], AttLayer()(found['a'])),
        'first': keras.Model(found['a'], first_step),
        'pair': keras.Model([one, other], layers.Add()([one, other])),
        's0': np.ones((4, 5)),
        'x': samples,
        'y': labels,
        'labels': labels[:, 0].astype('float32'),
        # There, K.dot does not take arrays of NumPy.
        'w': keras.backend.constant(matrix) if library == 'tf_keras' else matrix,
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
    if isinstance(result, list):
        return np.stack([array_of(one, keras) for one in result])
    if isinstance(result, keras.Model):
        (result,) = result.outputs
    if hasattr(result, '_keras_history'):
        inputs = keras.utils.get_source_inputs(result)
        model = keras.Model(inputs, result)
        model.set_weights([np.ones_like(weights) for weights in model.get_weights()])
        result = model([INPUTS[tensor.name] for tensor in inputs])
    if hasattr(keras, 'ops'):
        return keras.ops.convert_to_numpy(result)
    return np.asarray(result)


def lines_for(library, today):
    """Those of today's lines in a cell that the page has for this library and release."""
    lines = []
    for line in today.split('<br>'):
        of_others = 'Keras 3' if library == 'tf_keras' else 'tf_keras: '
        too_early = 'Keras 3.15' in line and RELEASE < (3, 15)
        if of_others not in line and not too_early:
            lines.append(line)
    return lines


@pytest.mark.filterwarnings('ignore::UserWarning')
@pytest.mark.parametrize(
    ('old', 'today', 'library'),
    [
        pytest.param(old, today, library, id=f'{codes(old)[0]}-{library}')
        for library in LIBRARIES
        for _, old, today, _ in ROWS
        if lines_for(library, today)
    ],
)
def test_todays_line_runs_and_computes_the_value_of_the_old_line_if_it_has_one(
    old, today, library, names_of
):
    for line in lines_for(library, today):
        result = run(line, names_of[library], library)
        if codes(old)[0] in VALUES:
            computed = array_of(result, names_of[library]['keras'])
            expected = np.asarray(VALUES[codes(old)[0]])
            assert computed.shape == expected.shape
            assert computed.dtype.kind == expected.dtype.kind
            np.testing.assert_allclose(computed, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(('old', 'today', 'messages'), parameters(K_AND_TF))
def test_with_tf_keras_the_old_line_of_k_or_tf_computes_its_value(old, today, messages, names_of):
    computed = array_of(run(old, names_of['tf_keras'], 'tf_keras'), names_of['tf_keras']['keras'])
    np.testing.assert_allclose(computed, VALUES[codes(old)[0]], rtol=1e-4, atol=1e-5)


def hold_against_messages(text, messages):
    """One of the messages must stand in the text, on the releases on which the page was written;
    others may word their errors as they like."""
    if not any(message in text for message in messages):
        named = re.search(r'were run on Keras (3\.\d+) and (3\.\d+)', PAGE).groups()
        assert f'{RELEASE[0]}.{RELEASE[1]}' not in named, text
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
    # What a reader tries first for a line with K.
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
    assert len(ROWS + LAYER) == PAGE.count('\n| `')
    assert set(VALUES) <= {codes(old)[0] for _, old, _, _ in ROWS}
    assert {codes(row[1])[0] for row in WRONG + WARNS} <= set(VALUES)


# A layer of one's own, and masks.

OLD_LAYER = """
class AttLayer(Layer):
    def __init__(self, **kwargs):
        self.init = initializers.get('normal')
        self.supports_masking = True
        super().__init__(**kwargs)

    def build(self, input_shape):
        n = input_shape[-1]
        self.W = K.variable(self.init((n, 8)))
        self.b = self.add_weight((8,), initializer='zeros', name='b')
        self.V = self.add_weight(shape=(8, 1), initializer='normal', name='V')
        self.trainable_weights = [self.W, self.b, self.V]
        super().build(input_shape)

    def call(self, x, mask=None):
        steps = x._keras_shape[1]
        self.V = K.reshape(self.V, (8, 1))
        u = K.tanh(K.bias_add(K.dot(x, self.W), self.b))
        weights = K.exp(K.squeeze(K.dot(u, V), axis=-1))
        if mask is not None:
            weights = weights * K.cast(mask, 'float32')
        weights = weights / K.sum(weights, axis=1, keepdims=True)
        return K.sum(x * K.expand_dims(weights, -1), axis=1)

    def compute_mask(self, inputs, mask=None):
        return mask
"""

# Sentences of up to five words, of which 0 is none, and their labels; two make a batch.
sentences = np.array(
    [[1, 2, 3, 0, 0], [4, 5, 0, 0, 0], [1, 1, 1, 1, 1], [2, 3, 4, 5, 0], [5] + 4 * [0]]
)
answers = np.array([[0.0], [1.0], [0.0], [1.0], [1.0]])


def repaired_layer(kept=None):
    """The old class with each old line of the page replaced by today's, but for the one kept."""
    text = OLD_LAYER
    for _, old, today, _ in LAYER:
        if old != kept:
            new = codes(today)[0] if today.startswith('`') else 'pass'
            text = edited(text, (codes(old)[0] + '\n', new + '\n'))
    if kept and codes(kept)[0].startswith('self.V ='):
        text = edited(text, ('K.dot(u, V)', 'K.dot(u, self.V)'))
    return text


def trained_with(text, library, K=None, run_eagerly=True):
    """A model with this layer behind a mask, trained for two epochs, whose last batch is not full;
    a model of what goes into the layer and comes out; and for each weight whether it was changed.
    """
    keras = importlib.import_module(library)
    layers = keras.layers
    names = {'Layer': layers.Layer, 'initializers': keras.initializers}
    names['K'] = K or (keras.ops if library == 'keras' else keras.backend)
    exec(text, names)
    words = layers.Input((5,))
    h = layers.Embedding(10, 4, mask_zero=True)(words)
    context = names['AttLayer']()(h)
    model = keras.Model(words, layers.Dense(1, activation='sigmoid')(context))
    inner = keras.Model(words, [h, context])
    return model, inner, trained(model, run_eagerly)


def trained(model, run_eagerly=False):
    """Train a model on the sentences; for each of its weights, whether that changed it."""
    model.compile('adam', 'binary_crossentropy', run_eagerly=run_eagerly)
    before = model.get_weights()
    model.fit(sentences, answers, batch_size=2, epochs=2, verbose=0)
    return [(old != new).any() for old, new in zip(before, model.get_weights(), strict=True)]


@pytest.mark.parametrize('library', LIBRARIES)
def test_the_repaired_layer_computes_what_numpy_computes_and_all_its_weights_are_trained(library):
    model, inner, changed = trained_with(repaired_layer(), library)
    assert changed == [True] * 6  # of the embedding 1, of the layer 3, of Dense 2
    h, context = inner.predict(sentences, verbose=0)
    W, b, V = model.get_weights()[1:4]
    weights = np.exp(np.tanh(h @ W + b) @ V)[..., 0] * (sentences > 0)
    weights /= weights.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(context, np.einsum('bt,btn->bn', weights, h), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize('library', LIBRARIES)
@pytest.mark.parametrize(('old', 'today', 'messages'), parameters(LAYER))
def test_the_layer_with_an_old_line_fails_where_the_page_says(old, today, messages, library):
    (note,) = [
        row for row in re.findall(r'^\| (`.+) \|$', PAGE, re.MULTILINE) if row.startswith(old)
    ]
    of_others = {'keras': 'tf_keras: `', 'tf_keras': 'Keras 3: `'}[library]
    of_this = {'keras': 'Keras 3: `', 'tf_keras': 'tf_keras: `'}[library]
    if of_others in note and of_this not in note:
        trained_with(repaired_layer(kept=old), library)
        return
    runs_on_torch = ['return mask', 'self.V = K.reshape(self.V, (8, 1))']
    if keras.backend.backend() == 'torch' and codes(old)[0] in runs_on_torch:
        pytest.skip('with PyTorch it runs')
    with pytest.raises(Exception) as caught:  # noqa: B017, PT011
        # As a reader trains it: a changed weight fails only where the step is compiled.
        trained_with(repaired_layer(kept=old), library, run_eagerly='self.V = ' not in old)
    hold_against_messages(caught.exconly(), messages)


def test_a_variable_of_the_k_of_tensorflow_keras_runs_and_never_trains():
    if keras.backend.backend() != 'tensorflow':
        pytest.skip('it is the K of tensorflow.keras')
    from tensorflow.keras import backend as K

    old = LAYER[0][1]
    assert codes(old)[0].startswith('self.W = K.variable')

    class Both:
        """The functions of ops, and K.variable."""

        variable = staticmethod(K.variable)

        def __getattr__(self, name):
            return getattr(keras.ops, name)

    model, _, changed = trained_with(repaired_layer(kept=old), 'keras', Both())
    assert len(changed) == 5  # without W


def four_lines(library, masked):
    """A model with the four lines of the page, and one of its weights, h and context."""
    keras = importlib.import_module(library)
    layers = keras.layers
    i = layers.Input((5,))
    h = layers.Embedding(10, 4, mask_zero=masked)(i)
    names = {'i': i, 'h': h, 'Dense': layers.Dense, 'Softmax': layers.Softmax}
    lines, masked_line = [block for block in code_blocks(PAGE, 'python') if 'Softmax()' in block]
    if masked:
        lines = edited(lines, ('weights = Softmax()(scores)\n', masked_line))
    if library == 'keras':
        names['ops'] = keras.ops
    else:
        names |= {
            'Reshape': layers.Reshape,
            'Dot': layers.Dot,
            'tf': pytest.importorskip('tensorflow'),
        }
        replaced = ['scores = Reshape((5,))(scores)', 'context = Dot(axes=1)([weights, h])']
        assert all(f'`{line}`' in PAGE for line in [*replaced, 'tf.not_equal(i, 0)'])
        _, second, _, fourth = lines.splitlines()[:4]
        lines = edited(lines, (second, replaced[0]), (fourth, replaced[1]))
        lines = lines.replace('ops.not_equal', 'tf.not_equal')
    exec(lines, names)
    output = layers.Dense(1, activation='sigmoid')(names['context'])
    inner = keras.Model(i, [names['weights'], h, names['context']])
    return keras.Model(i, output), inner


def assert_attention(model, inner, masked):
    """That inner computes attention with the weights of model, and that padding gets none."""
    kernel, bias, score = model.get_weights()[1:4]
    weights, h, context = inner.predict(sentences, verbose=0)
    expected = np.exp(np.tanh(h @ kernel + bias) @ score)[..., 0]
    if masked:
        expected = expected * (sentences > 0)
        assert (weights[sentences == 0] == 0).all()
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(weights, expected, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(context, np.einsum('bt,btn->bn', weights, h), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize('library', LIBRARIES)
def test_the_four_lines_compute_attention(library):
    assert_attention(*four_lines(library, masked=False), masked=False)


@pytest.mark.parametrize('library', LIBRARIES)
def test_the_four_lines_with_a_mask_are_trained_saved_and_loaded_and_padding_gets_0(
    library, tmp_path
):
    model, inner = four_lines(library, masked=True)
    assert all(trained(model))
    assert_attention(model, inner, masked=True)
    model.save(tmp_path / 'model.keras')
    loaded = importlib.import_module(library).models.load_model(tmp_path / 'model.keras')
    answers_of_both = [one.predict(sentences, verbose=0) for one in [loaded, model]]
    np.testing.assert_allclose(*answers_of_both, rtol=1e-5)


@pytest.mark.parametrize('library', LIBRARIES)
def test_behind_a_mask_layers_give_what_the_page_says(library):
    keras = importlib.import_module(library)
    layers = keras.layers
    words = layers.Input((5,))
    h = layers.Embedding(10, 4, mask_zero=True)(words)
    mean = layers.GlobalAveragePooling1D()(h)
    both = layers.Bidirectional(layers.LSTM(4, return_sequences=True))
    zeros, of_h, of_mean = keras.Model(words, [both(h), h, mean]).predict(sentences, verbose=0)
    np.testing.assert_allclose(of_mean[0], of_h[0, :3].mean(axis=0), rtol=1e-5)
    assert (zeros[0, 3:] == 0).all()
    lines = re.findall('both[.]\\w+[.]zero_output_for_mask = \\w+', PAGE)
    assert lines[:2] == lines[2:]  # in both languages
    for line in lines[:2]:
        exec(line)
    repeated = keras.Model(words, both(h)).predict(sentences, verbose=0)
    # The forward half repeats its last state; the backward half has read nothing yet.
    np.testing.assert_allclose(repeated[0, 3:, :4], repeated[0, [2, 2], :4], rtol=1e-5)
    assert (repeated[0, 3, 4:] != zeros[0, 2, 4:]).any()

    try:
        weights = layers.Softmax(axis=1)(layers.Dense(1)(h))
        shape = keras.Model(words, weights).predict(sentences, verbose=0).shape
    except Exception as error:  # noqa: BLE001
        hold_against_messages(str(error), ['The `mask` must be broadcastable'])
    else:
        assert shape == (5, 5, 5)


def test_on_keras_3_the_four_lines_behind_a_mask_are_saved_as_h5_and_cannot_be_loaded(tmp_path):
    model, _ = four_lines('keras', masked=True)
    model.save(tmp_path / 'model.h5')
    with pytest.raises(Exception) as caught:  # noqa: B017, PT011
        keras.models.load_model(tmp_path / 'model.h5')
    messages = ["Unknown layer: 'NotEqual'", "Unknown layer: 'Squeeze'"]
    assert all(f'`{message}`' in PAGE for message in messages)
    hold_against_messages(caught.exconly(), messages)


@pytest.mark.parametrize('library', LIBRARIES)
def test_the_rmsprop_of_the_page_takes_the_step_of_old_keras_and_that_of_today_does_not(library):
    keras = importlib.import_module(library)
    mean = keras.ops.mean if library == 'keras' else keras.backend.mean
    gradient = 1e-4

    def step_of(optimizer):
        model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
        model.compile(optimizer, lambda true, predicted: mean(predicted))
        (before,) = model.get_weights()
        model.train_on_batch(np.full((2, 1), gradient), np.zeros((2, 1)))
        return (before - model.get_weights()[0]).item()

    of_old_keras = 0.001 * gradient / (np.sqrt(0.1 * gradient**2) + 1e-7)
    (line,) = set(re.findall(r'`optimizer=(keras.optimizers.RMSprop\(.+?\))`', PAGE))
    assert step_of(eval(line, {'keras': keras})) == pytest.approx(of_old_keras, rel=0.01)
    assert step_of('rmsprop') < 0.2 * of_old_keras


# tf_keras, scikit-learn and old files.


def test_the_wrapper_for_scikit_learn_trains_a_classifier():
    if RELEASE < (3, 8):
        pytest.skip('it came with Keras 3.8')
    importlib.import_module('keras.wrappers')

    def f():
        model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(2, activation='softmax')])
        model.compile('adam', 'categorical_crossentropy')
        return model

    line = re.search(r'`(keras.wrappers.SKLearnClassifier\(.+?\))`', PAGE)[1]
    classifier = eval(line, {'keras': keras, 'f': f})
    classifier.fit(samples, np.array(['no', 'yes', 'no', 'yes']))
    assert set(classifier.predict(samples)) <= {'no', 'yes'}


def test_tf_keras_loads_an_h5_file_that_keras_3_does_not(tmp_path):
    tf_keras = pytest.importorskip('tf_keras')
    inputs = tf_keras.Input((1, 3))
    model = tf_keras.Model(inputs, tf_keras.layers.LSTM(4)(inputs))
    model.save(tmp_path / 'model.h5')
    with pytest.raises(Exception, match='LSTM') as caught:  # noqa: PT011
        keras.models.load_model(tmp_path / 'model.h5')
    message = "Unrecognized keyword arguments passed to LSTM: {'time_major': False}"
    assert f'`{message}`' in PAGE
    hold_against_messages(caught.exconly(), [message])
    loaded = tf_keras.models.load_model(tmp_path / 'model.h5')
    expected = model.predict(one_step, verbose=0)
    np.testing.assert_allclose(loaded.predict(one_step, verbose=0), expected, rtol=1e-5)


def test_an_h5_file_that_names_a_loss_is_loaded_with_compile_false(tmp_path):
    inputs = keras.Input((5,))
    model = keras.Model(inputs, keras.layers.Dense(1)(inputs))
    model.compile('sgd', 'mse', metrics=['mse'])
    model.save(tmp_path / 'model.h5')
    loaded = keras.models.load_model(tmp_path / 'model.h5', compile=False)
    expected = model.predict(samples, verbose=0)
    np.testing.assert_allclose(loaded.predict(samples, verbose=0), expected, rtol=1e-5)


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
