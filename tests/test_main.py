"""主函数: what `python attention_demo.py` trains, prints and draws."""

import os
import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest

import attention_demo as demo


def printed_vector(text):
    (vector,) = re.findall(r'^attention = \[(.*?)\]$', text, re.DOTALL | re.MULTILINE)
    return np.array(vector.split(), 'float32')


@pytest.fixture(scope='module')
def process(tmp_path_factory):
    """`python attention_demo.py` itself: a copy of the script, run from another folder."""
    script = shutil.copy(demo.__file__, tmp_path_factory.mktemp('copy'))
    return subprocess.run(
        [sys.executable, script],
        cwd=tmp_path_factory.mktemp('elsewhere'),
        env={**os.environ, 'MPLBACKEND': 'Agg', 'PYTHONUTF8': '1'},
        capture_output=True,
        encoding='utf-8',
        timeout=300,
    )


def test_the_program_draws_into_figures_beside_the_script_and_says_so(process):
    assert process.returncode == 0, process.stderr
    script = Path(process.args[1])
    chart = script.with_name('figures') / 'attention.png'
    assert {path for path in script.parent.rglob('*') if path.is_file()} == {script, chart}
    assert process.stdout.endswith(f'\nchart = {chart}\n')


def test_the_program_prints_summary_epochs_attention_and_chart_in_this_order(process):
    parts = ['3,233', 'Epoch 1/20', '79/79', 'Epoch 20/20', 'attention = [', 'chart = ']
    places = [process.stdout.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert 'None\n' not in process.stdout


@pytest.mark.skipif(keras.backend.backend() != 'tensorflow', reason='the figures of TensorFlow')
def test_the_program_ends_with_the_figures_of_its_docstring(process):
    accuracy, loss = re.findall(r' accuracy: (\S+) - loss: (\S+)', process.stdout)[-1]
    column_1 = 100 * printed_vector(process.stdout)[1]
    docstring = ' '.join(demo.__doc__.split())
    assert f'accuracy {accuracy} and loss {float(loss):.2e}, and' in docstring
    assert f'column 1 gets {column_1:.1f} %' in docstring


def test_seed_0_draws_the_10000_training_samples_and_repeats_every_epoch(process, trained):
    np.random.seed(0)
    for drawn, expected in zip(trained.data[0], demo.get_data(10000, 32), strict=True):
        np.testing.assert_array_equal(drawn, expected)
    numbers = re.compile(r' loss: (\S+) - val_accuracy: (\S+) - val_loss: (\S+)')
    assert len(numbers.findall(trained.text)) == 20
    assert numbers.findall(process.stdout) == numbers.findall(trained.text)


def test_the_model_is_compiled_as_in_the_article(trained):
    optimizer = trained.model.optimizer
    assert type(optimizer) is keras.optimizers.Adam
    assert optimizer.get_config() == keras.optimizers.Adam(name=optimizer.name).get_config()
    assert trained.model.loss == 'binary_crossentropy'
    assert set(trained.model.history.history) == {'accuracy', 'loss', 'val_accuracy', 'val_loss'}


def test_training_takes_20_epochs_of_79_batches_each_epoch_in_one_call(trained):
    assert trained.model.history.params['epochs'] == 20
    assert trained.model.history.params['steps'] == 79  # 5,000 samples in batches of 64
    assert trained.model.steps_per_execution == 79


def test_the_bars_are_the_mean_attention_of_the_test_samples_one_by_default(
    trained, run_untrained, tmp_path
):
    for run, samples in ((trained, 2000), (run_untrained(tmp_path / 'chart.png'), 1)):
        x, _ = run.data[-1]
        assert len(x) == samples
        attention_vector = run.attention_vec_model.predict([x], verbose=0).mean(axis=0)
        np.testing.assert_allclose(run.bars, attention_vector, atol=1e-6)
        np.testing.assert_allclose(printed_vector(run.text), attention_vector, atol=1e-6)


def test_the_chart_has_the_title_legend_and_columns_of_the_article_and_per_cents(trained):
    axes = trained.axes
    assert axes.get_title() == 'Attention Mechanism as a function of input dimensions.'
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ['attention (%)']
    assert [text.get_text() for text in axes.get_xticklabels()] == [str(n) for n in range(32)]
    assert axes.yaxis.get_major_formatter()(0.125) == '12.5%'


def test_the_picture_is_the_chart_and_is_there_before_the_one_window(trained):
    chart = BytesIO()
    trained.axes.figure.savefig(chart)
    assert trained.windows == [chart.getvalue()] == [trained.figure.read_bytes()]
    assert plt.imread(trained.figure).shape == (480, 640, 4)


def test_a_line_says_so_only_if_the_highest_bar_is_not_the_column_of_the_label(
    run, run_untrained, tmp_path
):
    missed = run_untrained(tmp_path / 'chart.png', '--attention-column', '20')
    assert np.argmax(missed.bars) != 20
    assert '\nThe highest bar is not column 20. Chance? Try --samples 2000.\n' in missed.text
    assert 'highest' not in run('--attention-column', '20', '--samples', '2000').text
