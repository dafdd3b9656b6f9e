"""What `python attention_demo.py` draws, builds, trains, prints, charts and writes."""

import re
import runpy
import subprocess
import sys
from contextlib import redirect_stdout
from hashlib import sha256
from io import BytesIO, StringIO

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from conftest import SCRIPT
from keras.layers import Dense, Multiply


def test_get_data_draws_the_training_set_of_2017_at_seed_1337(untrained_run):
    np.random.seed(1337)
    x, y = untrained_run.program.get_data(10000, 32)
    assert (x.shape, x.dtype, y.shape, y.dtype.kind) == ((10000, 32), np.float64, (10000, 1), 'i')
    # Pinned from NumPy 1.13.0. Rounded, as another system's logarithm may differ in the last bit.
    assert sha256(x.round(9).tobytes()).hexdigest()[:16] == 'eb2088d198fe9558'


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


def test_seed_0_draws_the_training_samples_and_then_the_test_samples(run_program):
    run = run_program(('get_data(1, input_dim)', 'get_data(2000, input_dim)'), trained=False)
    program = run.program
    np.random.seed(0)
    expected = program.get_data(10000, 32), program.get_data(2000, 32)
    np.testing.assert_equal((program.inputs_1, program.outputs), expected[0])
    np.testing.assert_equal((program.testing_inputs_1, program.testing_outputs), expected[1])


def test_the_model_is_trained_as_in_the_article(untrained_run):
    program = untrained_run.program
    (article := keras.Model()).compile('adam', loss='binary_crossentropy', metrics=['accuracy'])
    article.optimizer.name = program.m.optimizer.name
    assert program.m.get_compile_config() == article.get_compile_config()
    settings = {'epochs': 20, 'batch_size': 64, 'validation_split': 0.5}
    expected = [([program.inputs_1], program.outputs), settings]
    np.testing.assert_equal([*untrained_run.fit.call_args], expected)


def test_another_n_is_how_many_samples_it_trains_with(run_program):
    run = run_program(('N = 10000', 'N = 2000'), trained=False)
    (inputs,), outputs = run.fit.call_args.args
    assert (inputs.shape, outputs.shape) == ((2000, 32), (2000, 1))


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


def test_it_leaves_the_backend_of_matplotlib_to_its_reader(untrained_run):
    assert untrained_run.matplotlib_backend == 'svg'


def test_as_a_file_it_trains_and_prints_the_same_and_leaves_only_its_picture(tmp_path, default_run):
    (script := tmp_path / SCRIPT.name).write_bytes(SCRIPT.read_bytes())
    figures = tmp_path / 'elsewhere' / 'figures'
    figures.mkdir(parents=True)  # as an earlier run leaves it
    text = subprocess.check_output([sys.executable, script], cwd=figures.parent, encoding='utf-8')
    files = {
        path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob('*') if path.is_file()
    }
    assert files == {'attention_demo.py', 'elsewhere/figures/attention.png'}
    last_of_epoch = re.compile(r' loss: (\S+) - val_accuracy: (\S+) - val_loss: ([\d.e-]+)')
    epochs = last_of_epoch.findall(text)
    assert epochs == last_of_epoch.findall(default_run.text)
    assert len(epochs) == 20
    assert epochs[-1][1] == '1.0000'  # the validation accuracy
    assert default_run.text.endswith(text[text.index('label = ') :] + 'windows = 1\n')


def test_importing_it_runs_nothing(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    before = np.random.get_state()
    runpy.run_path(str(SCRIPT), run_name='attention_demo')
    np.testing.assert_equal(np.random.get_state(), before)
    assert capfd.readouterr() == ('', '')
    assert [*tmp_path.iterdir()] == plt.get_fignums() == []
