"""What `python attention_demo.py` draws, builds, trains, prints and charts."""

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


def test_seed_1337_draws_the_training_set_of_2017(run_script):
    get_data = run_script().get_data
    np.random.seed(1337)
    x, y = get_data(10000, 32)
    assert (x.shape, x.dtype, y.shape, y.dtype.kind) == ((10000, 32), np.float64, (10000, 1), 'i')
    # Pinned from NumPy 1.13.0. Rounded, as another system's logarithm may differ in the last bit.
    assert sha256(x.round(9).tobytes()).hexdigest()[:16] == 'eb2088d198fe9558'


@pytest.mark.parametrize('column', [0, 1, 20, 31])
def test_only_the_chosen_column_is_the_label(run_script, column):
    x, y = run_script().get_data(100, 32, column)
    assert (x == y).all(axis=0).nonzero()[0].tolist() == [column]


def test_the_layers_are_those_of_the_article_in_its_order(run_script):
    _, *layers = run_script().m.layers
    expected = [Dense(32, activation='softmax'), Multiply(), Dense(64), Dense(1, activation='sigmoid')]
    for layer, of_the_article in zip(layers, expected, strict=True):
        assert type(layer) is type(of_the_article)
        assert {**layer.get_config(), 'name': ''} == {**of_the_article.get_config(), 'name': ''}
    assert [layer.name for layer in layers[:2]] == ['attention_vec', 'attention_mul']


def test_both_models_and_the_bars_are_what_the_trained_weights_compute(run_script):
    run = run_script()
    x = np.concatenate([run.testing_inputs_1, run.inputs_1[:50]])
    v, a, w, b, u, c = run.m.get_weights()
    powers = np.exp(x @ v + a)
    attention_probs = powers / powers.sum(axis=1, keepdims=True)
    logits = ((x * attention_probs) @ w + b) @ u + c
    shown = run.attention_vec_model.predict([x], verbose=0)
    np.testing.assert_allclose(shown, attention_probs, atol=1e-5)
    np.testing.assert_allclose(run.bars, attention_probs[0], atol=1e-5)
    predicted = run.m.predict([x], verbose=0)
    np.testing.assert_allclose(predicted, 1 / (1 + np.exp(-logits)), atol=1e-5)
    assert shown.dtype == predicted.dtype == np.float32


def test_run_as_a_script_it_ends_with_the_same_figures_and_leaves_its_picture_only(tmp_path, run_script):
    (script := tmp_path / SCRIPT.name).write_bytes(SCRIPT.read_bytes())
    (figures := tmp_path / 'elsewhere' / 'figures').mkdir(parents=True)  # as an earlier run leaves it
    text = subprocess.check_output([sys.executable, script], cwd=figures.parent, encoding='utf-8')
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob('*') if path.is_file()}
    assert files == {'attention_demo.py', 'elsewhere/figures/attention.png'}
    losses = re.compile(r' loss: (\S+) - val_accuracy: (\S+) - val_loss: ([\d.e-]+)')
    assert losses.findall(text) == losses.findall(run_script().text)
    assert [accuracy for _, accuracy, _ in losses.findall(text)][19:] == ['1.0000']
    assert run_script().text.endswith(text[text.index('label = ') :] + 'windows = 1\n')


def test_it_prints_summary_epochs_label_vector_and_path_and_then_shows_one_window(run_script):
    untrained, trained = run_script(trained=False), run_script()
    with redirect_stdout(StringIO()) as summary:
        untrained.m.summary()
    before, _ = untrained.text.split('\nlabel = ')
    assert re.fullmatch(re.escape(summary.getvalue()) + '.*', before)  # and a progress bar
    assert re.findall('Epoch .*', trained.text) == [f'Epoch {epoch}/20' for epoch in range(1, 21)]
    end = f'\nlabel = 1\nattention = {trained.attention_vector}\nchart = figures/attention.png\n'
    assert trained.text.endswith(end + 'windows = 1\n')


def test_seed_0_draws_the_10000_training_samples_and_then_the_test_sample(run_script):
    run = run_script(trained=False)
    np.random.seed(0)
    np.testing.assert_equal((run.inputs_1, run.outputs), run.get_data(10000, 32))
    np.testing.assert_equal((run.testing_inputs_1, run.testing_outputs), run.get_data(1, 32))


def test_the_model_is_trained_as_in_the_article(run_script):
    run = run_script(trained=False)
    (article := keras.Model()).compile('adam', loss='binary_crossentropy', metrics=['accuracy'])
    article.optimizer.name = run.m.optimizer.name
    assert run.m.get_compile_config() == article.get_compile_config()
    settings = {'epochs': 20, 'batch_size': 64, 'validation_split': 0.5}
    np.testing.assert_equal([*run.fit], [([run.inputs_1], run.outputs), settings])


def test_the_picture_is_that_of_the_window_the_articles_chart_and_nothing_else(run_script):
    with plt.rc_context(plt.rcParamsDefault):
        pd.DataFrame(run_script().bars, columns=['attention (%)']).plot(
            kind='bar', title='Attention Mechanism as a function of input dimensions.'
        )
        plt.savefig(expected := BytesIO())
        plt.close()
    assert [run_script().picture] == run_script().windows == [expected.getvalue()]


def test_pasted_into_a_cell_it_is_the_same_program(run_script):
    pasted, script = run_script(trained=False, pasted=True), run_script(trained=False)
    assert (pasted.bars, pasted.windows, pasted.picture) == (script.bars, script.windows, script.picture)
    np.testing.assert_equal([*pasted.fit], [*script.fit])
    np.testing.assert_equal(pasted.m.get_weights(), script.m.get_weights())


def test_importing_runs_nothing(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    before = np.random.get_state()
    runpy.run_path(str(SCRIPT), run_name='attention_demo')
    np.testing.assert_equal(np.random.get_state(), before)
    assert capfd.readouterr() == ('', '')
    assert [*tmp_path.iterdir()] == plt.get_fignums() == []
