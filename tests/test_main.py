"""主函数: what `python attention_demo.py` trains, prints and draws."""

import os
import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from unittest import mock

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import tensorflow
from packaging.version import Version

import attention_demo as demo

LATER_RELEASE = Version(tensorflow.__version__) >= Version('2.23')
LATER_RELEASE |= Version(keras.__version__) >= Version('3.17')


def printed_vector(text):
    (vector,) = re.findall(r'^attention = \[(.*?)\]$', text, re.DOTALL | re.MULTILINE)
    return np.array(vector.split(), 'float32')


@pytest.fixture(scope='session')
def process(tmp_path_factory):
    """`python attention_demo.py`: a copy of the script, run from another folder."""
    folder = tmp_path_factory.mktemp('process')
    (elsewhere := folder / 'elsewhere').mkdir()
    script = shutil.copy(demo.__file__, folder)
    command = [sys.executable, '-W', 'error:::__main__', script]
    env = os.environ | {'PYTHONPATH': str(Path(__file__).parent), 'PYTHONUTF8': '1'}
    process = subprocess.run(command, cwd=elsewhere, env=env, capture_output=True, encoding='utf-8')
    process.files = {path.relative_to(folder).as_posix() for path in folder.rglob('*') if path.is_file()}
    return process


def test_the_program_draws_into_figures_beside_the_script_says_so_and_opens_one_window(process):
    assert process.returncode == 0, process.stderr
    assert process.files == {'attention_demo.py', 'figures/attention.png'}
    chart = Path(process.args[-1]).with_name('figures') / 'attention.png'
    assert process.stdout.endswith(f'\nchart = {chart}\nwindows = 1\n')


def test_the_program_prints_summary_epochs_attention_and_chart_in_this_order(process):
    parts = ['3,233', 'Epoch 1/20', '79/79', 'Epoch 20/20', 'attention = [', 'chart = ']
    places = [process.stdout.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert 'None\n' not in process.stdout


@pytest.mark.skipif(
    LATER_RELEASE or keras.backend.backend() != 'tensorflow', reason='may draw other random numbers'
)
def test_the_program_ends_with_about_the_figures_of_its_docstring(process):
    figures = r'epoch 20 ends with accuracy (\S+) and loss about (\S+); .* column 1 gets about (\d+) %'
    accuracy, loss, column_1 = re.search(figures, ' '.join(demo.__doc__.split())).groups()
    _, epoch_20 = process.stdout.split('Epoch 20/20')
    (last_loss,) = re.findall(rf' accuracy: {accuracy} - loss: (\S+) - val', epoch_20)
    # TensorFlow 2.21 ends with 4.78e-04, 2.22 with 5.17e-04; after 19 epochs 2.21 is at 5.55e-04.
    assert float(last_loss) == pytest.approx(float(loss), rel=0.1)
    assert 100 * printed_vector(process.stdout)[1] == pytest.approx(float(column_1), abs=5)


def test_the_training_set_is_the_10000_samples_that_seed_0_draws(trained):
    np.random.seed(0)
    for drawn, expected in zip(trained.data[0], demo.get_data(10000, 32), strict=True):
        np.testing.assert_array_equal(drawn, expected)


def test_the_same_seed_gives_the_same_losses_in_every_epoch(process, trained):
    losses = re.compile(r' loss: (\S+) - val_accuracy: (\S+) - val_loss: (\S+)')
    assert len(losses.findall(trained.text)) == 20
    assert losses.findall(process.stdout) == losses.findall(trained.text)


def test_the_model_is_trained_as_in_the_article_but_an_epoch_in_one_call(trained):
    optimizer, history = trained.model.optimizer, trained.model.history
    assert type(optimizer) is keras.optimizers.Adam
    assert optimizer.get_config() == keras.optimizers.Adam(name=optimizer.name).get_config()
    assert trained.model.loss == 'binary_crossentropy'
    assert set(history.history) == {'accuracy', 'loss', 'val_accuracy', 'val_loss'}
    assert history.params['epochs'] == 20
    assert history.params['steps'] == 79  # 5,000 samples in batches of 64
    assert trained.model.steps_per_execution == 79


def test_the_bars_are_the_mean_attention_of_the_samples_one_by_default(trained, run_untrained, tmp_path):
    for run, samples in ((trained, 2000), (run_untrained(tmp_path / 'chart.png'), 1)):
        x, _ = run.data[-1]
        assert len(x) == samples
        attention_vector = run.attention_vec_model.predict([x], verbose=0).mean(axis=0)
        np.testing.assert_allclose(run.bars, attention_vector, atol=1e-6)
        np.testing.assert_allclose(printed_vector(run.text), attention_vector, atol=1e-6)


def test_the_picture_is_what_the_article_draws_with_per_cents(trained):
    with plt.rc_context():
        plt.rcdefaults()
        pd.DataFrame(trained.bars, columns=['attention (%)']).plot(
            kind='bar', title='Attention Mechanism as a function of input dimensions.'
        )
        plt.gca().yaxis.set_major_formatter('{x:.1%}')
        plt.savefig(expected := BytesIO())
        plt.close()
    expected.seek(0)
    np.testing.assert_array_equal(plt.imread(trained.figure), plt.imread(expected))


@pytest.mark.parametrize(('highest', 'hint'), [(5, ''), (6, 'No peak at column 5. Try at least ')])
def test_a_hint_is_printed_only_if_the_highest_bar_is_not_the_column_of_the_label(
    run_untrained, tmp_path, highest, hint
):
    with mock.patch('keras.Model.predict', return_value=np.eye(32)[[highest]]):
        text = run_untrained(tmp_path / 'chart.png', '--attention-column', '5').text
    after_the_vector = text.split(']\n')[1].split('chart = ')[0]
    assert after_the_vector == (hint and f'{hint}--epochs 20 --samples 2000.\n')
