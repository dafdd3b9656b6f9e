"""主函数: what `python attention_demo.py` does, and what it refuses."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from unittest import mock

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import attention_demo as demo

TITLE = 'Attention Mechanism as a function of input dimensions.'


def printed_vector(text):
    (vector,) = re.findall(r'^attention = \[(.*?)\]', text, re.DOTALL | re.MULTILINE)
    return np.array(vector.split(), float)


def quick(tmp_path, *options):
    """Run main for one epoch in this process; return the Axes of its chart."""
    demo.main(['--epochs', '1', '--figure', str(tmp_path / 'chart.png'), *options])
    return plt.gca()


@pytest.fixture(scope='module')
def default_run(tmp_path_factory):
    """`python attention_demo.py`, elsewhere, without a display: its folder and its process."""
    folder = tmp_path_factory.mktemp('elsewhere')
    script = shutil.copy(demo.__file__, folder)
    hidden = ('DISPLAY', 'WAYLAND_DISPLAY', 'MPLBACKEND')
    return folder, subprocess.run(
        [sys.executable, script],
        cwd=Path(script).anchor,
        env={name: value for name, value in os.environ.items() if name not in hidden},
        capture_output=True,
        text=True,
        encoding='utf-8',
    )


def test_the_program_runs_without_a_display_and_without_a_warning(default_run):
    _, run = default_run
    assert run.returncode == 0, run.stderr
    assert 'Warning' not in run.stderr


def test_the_program_prints_summary_epochs_attention_and_label_in_this_order(default_run):
    shown = default_run[1].stdout
    parts = ['3,233', 'Epoch 1/20', 'Epoch 20/20', 'attention = [', 'label = ', 'chart = ']
    places = [shown.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert 'None\n' not in shown


def test_the_default_sample_peaks_at_column_1(default_run):
    attention = printed_vector(default_run[1].stdout)
    assert attention.shape == (32,)
    assert attention.sum() == pytest.approx(1, abs=1e-5)
    assert attention.argmax() == 1
    assert f'\nlabel = 1, highest bar = column 1, {attention[1]:.1%}\n' in default_run[1].stdout


def test_the_default_chart_is_written_beside_the_script(default_run):
    folder, run = default_run
    assert sorted(path.name for path in folder.iterdir()) == ['attention_demo.py', 'figures']
    assert [path.name for path in (folder / 'figures').iterdir()] == ['attention.png']
    assert plt.imread(folder / 'figures' / 'attention.png').shape == (480, 640, 4)
    assert f'chart = {folder / "figures" / "attention.png"}\n' in run.stdout


def test_the_bars_are_the_printed_vector(tmp_path, capsys):
    axes = quick(tmp_path)
    (bars,) = axes.containers
    heights = [bar.get_height() for bar in bars]
    np.testing.assert_allclose(heights, printed_vector(capsys.readouterr().out), atol=1e-8)


def test_the_chart_is_the_chart_of_the_article():
    axes = demo.plot_attention(pd.DataFrame({1: np.linspace(0, 1, 32)}))
    assert axes.get_title() == TITLE
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ['attention (%)']
    assert [text.get_text() for text in axes.get_xticklabels()] == [str(i) for i in range(32)]
    assert [bar.get_height() for bar in axes.patches] == pytest.approx(np.linspace(0, 1, 32))


def test_the_y_axis_shows_fractions_as_per_cents():
    axes = demo.plot_attention(pd.DataFrame({1: [0.25, 0.75]}))
    assert axes.yaxis.get_major_formatter()(0.5) == '50%'


@pytest.mark.parametrize('samples', [1, 3])
def test_main_draws_10000_samples_to_train_and_as_many_as_asked_to_test(
    tmp_path, monkeypatch, samples
):
    get_data = mock.Mock(wraps=demo.get_data)
    monkeypatch.setattr(demo, 'get_data', get_data)
    quick(tmp_path, '--attention-column', '7', '--samples', str(samples))
    assert [call.args for call in get_data.call_args_list] == [(10000, 32, 7), (samples, 32, 7)]


def test_the_same_seed_gives_the_same_vector_and_another_seed_another(tmp_path, capsys):
    vectors = []
    for seed in ('3', '3', '4'):
        quick(tmp_path, '--seed', seed)
        vectors.append(printed_vector(capsys.readouterr().out).tolist())
    assert vectors[0] == vectors[1] != vectors[2]


def test_with_no_option_it_is_the_program_of_the_article():
    options = vars(demo.parse_options([]))
    assert options == {
        'attention_column': 1,
        'epochs': 20,
        'seed': 0,
        'samples': 1,
        'figure': Path(demo.__file__).parent / 'figures' / 'attention.png',
    }


def test_help_states_each_default_and_range(capsys):
    with pytest.raises(SystemExit, match='0'):
        demo.parse_options(['--help'])
    shown = ' '.join(capsys.readouterr().out.split())
    for statement in (
        '0 to 31 (default: 1)',
        '1 to 1000000 (default: 20)',
        '0 to 4294967295 (default: 0)',
        '1 to 1000000 (default: 1)',
        '(default: figures/attention.png beside the script)',
    ):
        assert statement in shown


@pytest.mark.parametrize(
    ('option', 'value'),
    [
        ('--attention-column', '0'),
        ('--attention-column', '31'),
        ('--epochs', '1'),
        ('--epochs', '1000000'),
        ('--seed', '0'),
        ('--seed', '4294967295'),
        ('--samples', '1'),
        ('--samples', '1000000'),
    ],
)
def test_the_ends_of_each_range_are_accepted(option, value):
    options = vars(demo.parse_options([option, value]))
    assert options[option.lstrip('-').replace('-', '_')] == int(value)


def refusal(capsys, *options):
    """The one line with which the program refuses options, before it does anything else."""
    with pytest.raises(SystemExit, match='2'):
        demo.main([*options])
    out, line = capsys.readouterr()
    assert out == ''
    assert line.endswith('\n')
    assert line.count('\n') == 1
    return line


@pytest.fixture
def _no_training(monkeypatch):
    def train(*_):
        raise AssertionError('a run that should have been refused has trained')

    monkeypatch.setattr(demo, 'train', train)


@pytest.mark.usefixtures('_no_training')
@pytest.mark.parametrize(
    ('option', 'values', 'allowed'),
    [
        ('--attention-column', ['-1', '32'], 'from 0 to 31'),
        ('--epochs', ['-1', '0', '1000001', '9' * 5000], 'from 1 to 1000000'),
        ('--seed', ['-1', '4294967296'], 'from 0 to 4294967295'),
        ('--samples', ['-1', '0', '1000001'], 'from 1 to 1000000'),
    ],
)
def test_a_number_that_cannot_be_is_refused(capsys, option, values, allowed):
    for value in [*values, 'word', '1.0', '', 'nan']:
        assert f'{option}: {value!r} is not an integer {allowed}' in refusal(capsys, option, value)
    assert f'{option}: expected one argument' in refusal(capsys, option)


@pytest.mark.usefixtures('_no_training')
@pytest.mark.parametrize('name', ['chart.xyz', 'chart', '.png'])
def test_a_format_that_matplotlib_cannot_write_is_refused(capsys, tmp_path, name):
    line = refusal(capsys, '--figure', str(tmp_path / 'new' / name))
    assert name in line
    for allowed in ('pdf', 'png', 'svg'):
        assert allowed in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures('_no_training')
def test_a_path_that_is_a_folder_is_refused(capsys, tmp_path):
    (tmp_path / 'folder.png').mkdir()
    assert 'folder.png' in refusal(capsys, '--figure', str(tmp_path / 'folder.png'))


@pytest.mark.usefixtures('_no_training')
def test_a_folder_that_cannot_be_made_is_refused(capsys, tmp_path):
    (tmp_path / 'file').write_text('a file is no folder')
    assert 'chart.png' in refusal(capsys, '--figure', str(tmp_path / 'file' / 'chart.png'))
    assert (tmp_path / 'file').read_text() == 'a file is no folder'


@pytest.mark.usefixtures('_no_training')
def test_a_folder_that_cannot_be_written_is_refused(capsys, tmp_path):
    tmp_path.chmod(0o555)
    # no folder is read-only to root, except those that no file can be made in
    folder = '/proc' if os.access(tmp_path, os.W_OK) else tmp_path
    assert 'chart.png' in refusal(capsys, '--figure', f'{folder}/chart.png')


def test_a_missing_folder_is_made(tmp_path):
    demo.parse_options(['--figure', str(tmp_path / 'a' / 'b' / 'chart.png')])
    assert list((tmp_path / 'a' / 'b').iterdir()) == []


@pytest.fixture
def _untrained(monkeypatch):
    """Spares the training where a test is about what comes after it."""
    monkeypatch.setattr(demo, 'train', lambda *_: None)


@pytest.mark.usefixtures('_untrained')
@pytest.mark.parametrize('name', ['chart.svg', 'chart.PNG', '注意力.pdf'])
def test_any_format_and_any_name_can_be_written(tmp_path, name):
    demo.main(['--figure', str(tmp_path / name)])
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).stat().st_size > 1000


@pytest.fixture
def old_picture(tmp_path):
    """A picture of an earlier run, alone in its folder."""
    picture = tmp_path / 'chart.png'
    picture.write_bytes(b'the old picture')
    return picture


def assert_whole(picture):
    assert picture.read_bytes() == b'the old picture'
    assert list(picture.parent.iterdir()) == [picture]


@pytest.mark.usefixtures('_untrained')
def test_an_old_picture_is_replaced(old_picture):
    demo.main(['--figure', str(old_picture)])
    assert plt.imread(old_picture).shape == (480, 640, 4)
    assert list(old_picture.parent.iterdir()) == [old_picture]


@pytest.mark.usefixtures('_untrained')
def test_a_run_interrupted_while_it_draws_leaves_the_old_picture_whole(old_picture, monkeypatch):
    def draw_half(path):
        Path(path).write_bytes(b'half a picture')
        raise KeyboardInterrupt

    axes = mock.Mock(**{'figure.savefig': draw_half})
    monkeypatch.setattr(demo, 'plot_attention', lambda *_: axes)
    with pytest.raises(KeyboardInterrupt):
        demo.main(['--figure', str(old_picture)])
    assert_whole(old_picture)


@pytest.fixture
def _interruptible():
    """A shell may start what it runs in the background deaf to Ctrl-C, its children included."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures('_interruptible')
def test_a_run_interrupted_while_it_trains_leaves_the_old_picture_whole(old_picture):
    options = ['--epochs', '1000', '--figure', str(old_picture)]
    with subprocess.Popen(
        [sys.executable, '-u', demo.__file__, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding='utf-8',
    ) as run:
        assert any('Epoch 3/1000' in line for line in run.stdout)
        run.send_signal(signal.SIGINT)  # what Ctrl-C sends
        assert 'Epoch 1000/1000' not in run.stdout.read()
    assert run.returncode != 0
    assert_whole(old_picture)


@pytest.mark.usefixtures('_untrained')
@pytest.mark.parametrize(('backend', 'windows'), [('agg', 0), ('Agg', 0), ('TkAgg', 1)])
def test_the_window_opens_on_a_desktop_only(tmp_path, monkeypatch, backend, windows):
    shown = []
    picture = tmp_path / 'chart.png'
    monkeypatch.setattr(plt, 'get_backend', lambda: backend)
    monkeypatch.setattr(plt, 'show', lambda: shown.append(picture.exists()))
    demo.main(['--figure', str(picture)])
    assert shown == [True] * windows  # and the picture is there before the window
