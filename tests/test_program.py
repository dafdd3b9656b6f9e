"""What `python attention_demo.py` draws, builds, trains, prints, charts, writes and leaves be."""

import importlib.util
import json
import os
import re
import runpy
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from hashlib import sha256
from io import BytesIO, StringIO
from types import SimpleNamespace
from unittest import mock

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from conftest import SCRIPT, no_training
from keras.layers import Dense, Multiply


def test_get_data_draws_the_training_set_of_2017_at_seed_1337(untrained_run):
    np.random.seed(1337)
    x, y = untrained_run.program.get_data(10000, 32)
    assert (x.shape, x.dtype, y.shape, y.dtype.kind) == ((10000, 32), np.float64, (10000, 1), 'i')
    # Pinned from NumPy 1.13.0. Rounded, as another system's logarithm may differ in the last bit.
    assert sha256(x.round(9).tobytes()).hexdigest()[:16] == 'eb2088d198fe9558'


def test_a_column_that_is_not_there_is_an_index_error(untrained_run):
    with pytest.raises(IndexError, match='index 32 is out of bounds'):
        untrained_run.program.get_data(100, 32, attention_column=32)


@pytest.mark.parametrize('column', [0, 1, 20, 31])
def test_only_the_chosen_column_is_the_label(untrained_run, column):
    x, y = untrained_run.program.get_data(100, 32, column)
    assert (x == y).all(axis=0).nonzero()[0].tolist() == [column]


def test_the_layers_are_those_of_the_article_in_its_order(untrained_run):
    _, *layers = untrained_run.program.m.layers
    article = [
        Dense(32, activation='softmax'),
        Multiply(),
        Dense(64),
        Dense(1, activation='sigmoid'),
    ]
    for layer, of_the_article in zip(layers, article, strict=True):
        assert type(layer) is type(of_the_article)
        assert {**layer.get_config(), 'name': ''} == {**of_the_article.get_config(), 'name': ''}
    assert [layer.name for layer in layers[:2]] == ['attention_vec', 'attention_mul']


def test_both_models_and_the_bars_are_what_the_trained_weights_compute(default_run):
    program = default_run.program
    x = np.concatenate([program.testing_inputs_1, program.inputs_1[:50]])
    v, a, w, b, u, c = program.m.get_weights()
    powers = np.exp(x @ v + a)
    attention_probs = powers / powers.sum(axis=1, keepdims=True)
    logits = ((x * attention_probs) @ w + b) @ u + c
    shown = program.attention_vec_model.predict([x], verbose=0)
    np.testing.assert_allclose(shown, attention_probs, atol=1e-5)
    np.testing.assert_allclose(default_run.bars, attention_probs[0], atol=1e-5)
    predicted = program.m.predict([x], verbose=0)
    np.testing.assert_allclose(predicted, 1 / (1 + np.exp(-logits)), atol=1e-5)
    assert shown.dtype == predicted.dtype == np.float32


def test_seed_0_draws_the_samples_the_first_weights_and_then_the_test_samples(run_program):
    edit = ('get_data(1, input_dim)', 'get_data(2000, input_dim)')
    program = run_program(edit, patches={'keras.Model.fit': no_training}).program
    state = np.random.get_state()
    keras.utils.set_random_seed(0)
    samples = program.get_data(10000, 32)
    model, _ = program.build_model()
    test_samples = program.get_data(2000, 32)
    np.testing.assert_equal((program.inputs_1, program.outputs), samples)
    np.testing.assert_equal(program.m.get_weights(), model.get_weights())
    np.testing.assert_equal((program.testing_inputs_1, program.testing_outputs), test_samples)
    np.testing.assert_equal(state, np.random.get_state())


def test_the_model_is_trained_as_in_the_article(run_program):
    program = run_program(patches={'keras.Model.fit': (fit := mock.Mock())}).program
    (article := keras.Model()).compile('adam', loss='binary_crossentropy', metrics=['accuracy'])
    article.optimizer.name = program.m.optimizer.name
    assert program.m.get_compile_config() == article.get_compile_config()
    settings = {'epochs': 20, 'batch_size': 64, 'validation_split': 0.5}
    expected = [([program.inputs_1], program.outputs), settings]
    np.testing.assert_equal([*fit.call_args], expected)


def test_another_n_is_how_many_samples_it_trains_with(run_program):
    run_program(('N = 10000', 'N = 2000'), patches={'keras.Model.fit': (fit := mock.Mock())})
    (inputs,), outputs = fit.call_args.args
    assert (inputs.shape, outputs.shape) == ((2000, 32), (2000, 1))


def test_another_input_dim_is_the_width_of_the_data_the_model_and_the_chart(run_program):
    run = run_program(('input_dim = 32', 'input_dim = 8'), patches={'keras.Model.fit': no_training})
    assert run.program.inputs_1.shape == (10000, 8)
    shapes = [weights.shape for weights in run.program.m.get_weights()]
    assert shapes == [(8, 8), (8,), (8, 64), (64,), (64, 1), (1,)]
    assert len(run.bars) == 8


def test_more_test_samples_can_be_charted_by_their_mean(run_program):
    samples = ('get_data(1, input_dim)', 'get_data(2000, input_dim)')
    mean = ('[0].flatten()', '.mean(axis=0)')
    run = run_program(samples, mean, patches={'keras.Model.fit': no_training})
    x, y = run.program.testing_inputs_1, run.program.testing_outputs
    attention = run.program.attention_vec_model.predict([x], verbose=0)
    np.testing.assert_allclose(run.bars, attention.mean(axis=0), rtol=1e-5)
    np.testing.assert_array_equal(x[:, 1], y[:, 0])
    assert f'\nlabel = {y[:, 0]}\n' in run.text


def test_it_prints_the_summary_the_epochs_the_label_the_vector_and_the_path(
    default_run, untrained_run
):
    with redirect_stdout(StringIO()) as summary:
        untrained_run.program.m.summary()
    assert 'attention_mul' in summary.getvalue()
    before, _ = untrained_run.text.split('\nlabel = ')
    assert re.fullmatch(re.escape(summary.getvalue()) + '.*', before)  # and a progress bar
    epochs = re.findall('Epoch .*', default_run.text)
    assert epochs == [f'Epoch {epoch}/20' for epoch in range(1, 21)]
    vector = default_run.program.attention_vector
    end = f'\nlabel = 1\nattention = {vector}\nchart = figures/attention.png\nwindows = 1\n'
    assert default_run.text.endswith(end)


def test_the_picture_is_that_of_the_window_and_the_articles_chart(default_run):
    with plt.rc_context(plt.rcParamsDefault):  # so that a style set by the program is seen
        pd.DataFrame(default_run.bars, columns=['attention (%)']).plot(
            kind='bar', title='Attention Mechanism as a function of input dimensions.'
        )
        plt.savefig(expected := BytesIO(), format='png')
        plt.close()
    assert [default_run.picture] == default_run.windows == [expected.getvalue()]


# Before any test, as a run in this process may set a variable, too.
ENVIRONMENT = dict(os.environ)

# Typed at the prompt of `python -i`: all that a program can set around itself, each as a text.
SURROUNDINGS = """
import json, keras, warnings
print(json.dumps([*map(repr, [
    os.getcwd(), *os.environ.items(), *warnings.filters, np.get_printoptions(), np.geterr(),
    *plt.rcParams.items(), *vars(pd.options).values(), keras.backend.floatx(),
    keras.backend.epsilon(), keras.backend.image_data_format(),
])]), flush=True)
os._exit(0)  # before Python saves this as what the user has typed
"""


@pytest.fixture(scope='module')
def as_a_file(tmp_path_factory):
    """`python -i attention_demo.py`: the files that it leaves, the lines that it prints, its
    surroundings then, and those of a process that only imports the same packages."""
    home, folder = tmp_path_factory.mktemp('home'), tmp_path_factory.mktemp('folder')
    (home / 'keras.json').write_text(json.dumps({'backend': keras.backend.backend()}))
    (home / 'matplotlibrc').write_text('backend: svg')
    # No variable is there that a program might set, so that it is seen if it does.
    settings = ('CUDA', 'JAX', 'KERAS', 'MPLBACKEND', 'OMP', 'PYTHONWARNINGS', 'TF', 'XLA')
    variables = {name: text for name, text in ENVIRONMENT.items() if not name.startswith(settings)}
    variables |= {'KERAS_HOME': str(home), 'MATPLOTLIBRC': str(home)}
    (script := folder / SCRIPT.name).write_bytes(SCRIPT.read_bytes())
    (elsewhere := folder / 'elsewhere').mkdir()
    (elsewhere / 'figures').mkdir()  # as an earlier run leaves it

    def python_i(arguments):
        command = [sys.executable, '-i', *arguments]
        text = subprocess.check_output(
            command,
            cwd=elsewhere,
            env=variables,
            input=SURROUNDINGS,
            encoding='utf-8',
            timeout=300,  # as a window would wait for someone to close it
        )
        *lines, surroundings = text.splitlines()
        return lines, set(json.loads(surroundings))

    imports = 'import os, keras, numpy as np, pandas as pd, matplotlib.pyplot as plt'
    if importlib.util.find_spec('tensorflow'):
        imports += ', tensorflow'  # which Keras imports on its other backends, too
    with ThreadPoolExecutor() as pool:  # at the same time, for a faster suite
        (lines, surroundings), (_, of_imports) = pool.map(python_i, [[script], ['-c', imports]])
    files = {path.relative_to(folder).as_posix() for path in folder.rglob('*') if path.is_file()}
    return SimpleNamespace(
        files=files, lines=lines, surroundings=surroundings, of_imports=of_imports
    )


def test_as_a_file_it_trains_and_prints_the_same_and_leaves_only_its_picture(
    as_a_file, default_run
):
    assert as_a_file.files == {'attention_demo.py', 'elsewhere/figures/attention.png'}
    epochs = [line for line in as_a_file.lines if line.startswith('Epoch ')]
    assert epochs == re.findall('Epoch .*', default_run.text)
    end = r'label = 1\nattention = \[(.*)\]\nchart = figures/attention.png'
    vector = re.search(f'\n{end}$', '\n'.join(as_a_file.lines), re.DOTALL)[1]
    # Not to the last digit, as the machine may have a GPU, which only that process uses.
    np.testing.assert_allclose(np.array(vector.split(), float), default_run.bars, atol=0.01)


def test_it_sets_nothing_around_itself_that_its_imports_do_not_set(as_a_file):
    assert as_a_file.surroundings == as_a_file.of_imports


def test_importing_it_runs_nothing(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    before = np.random.get_state()
    runpy.run_path(str(SCRIPT), run_name='attention_demo')
    np.testing.assert_equal(np.random.get_state(), before)
    assert capfd.readouterr() == ('', '')
    assert [*tmp_path.iterdir()] == plt.get_fignums() == []
