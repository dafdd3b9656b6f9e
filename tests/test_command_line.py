"""命令行: what the options take, and what they refuse before anything else happens."""

import os
import re
import runpy
import sys
from unittest import mock

import keras
import pytest

import attention_demo as demo

NUMBERS = pytest.mark.parametrize(
    ('option', 'default', 'lowest', 'highest'),
    [
        ('--attention-column', 1, 0, 31),
        ('--epochs', 20, 1, 1000000),
        ('--seed', 0, 0, 4294967295),
        ('--samples', 1, 1, 1000000),
    ],
)


@pytest.fixture
def old_chart(tmp_path):
    """The chart of an earlier run, alone in its folder."""
    chart = tmp_path / 'old' / 'chart.png'
    chart.parent.mkdir()
    chart.write_bytes(b'an old chart')
    return chart


def assert_unchanged(chart):
    assert chart.read_bytes() == b'an old chart'
    assert list(chart.parent.iterdir()) == [chart]


@pytest.fixture
def refusal(monkeypatch, capsys):
    """refusal(*options): the line with which main refuses them, before it does anything else."""
    accept = mock.Mock(side_effect=RuntimeError('accepted'))
    monkeypatch.setattr(keras.utils, 'set_random_seed', accept)

    def refusal(*options):
        with pytest.raises(SystemExit, match='^2$'):
            demo.main([*options])
        out, err = capsys.readouterr()
        usage, line = err.split(' error: ')
        assert (out, usage[:6], line.count('\n')) == ('', 'usage:', 1)
        return line

    return refusal


@NUMBERS
def test_help_tells_the_range_and_the_default(capsys, option, default, lowest, highest):
    with pytest.raises(SystemExit, match='0'):
        demo.main(['--help'])
    shown = ' '.join(capsys.readouterr().out.split())
    assert re.search(rf'{option} [A-Z_]+ [a-z ]+, {lowest} to {highest} \(default: {default}\)', shown)


@NUMBERS
def test_an_option_takes_the_numbers_of_its_range_only(
    refusal, tmp_path, old_chart, option, default, lowest, highest
):
    for number in (lowest, highest):
        with pytest.raises(RuntimeError, match='accepted'):
            demo.main(['--figure', str(old_chart), option, str(number)])
    for figure in (old_chart, tmp_path / 'new' / 'chart.png'):
        for number in (lowest - 1, highest + 1):
            line = refusal('--figure', str(figure), option, str(number))
            assert line == f'argument {option}: {number} is not from {lowest} to {highest}\n'
    for value in ('many', '1.0', ''):
        assert refusal(option, value) == f'argument {option}: invalid int value: {value!r}\n'
    assert_unchanged(old_chart)
    assert list(tmp_path.iterdir()) == [old_chart.parent]


def test_the_program_takes_its_options_from_the_command_line(monkeypatch, capsys):
    monkeypatch.setattr(sys, 'argv', ['attention_demo.py', '--seed', '-1'])
    monkeypatch.delattr(keras.utils, 'set_random_seed')  # it would be the next call
    with pytest.raises(SystemExit, match='^2$'):
        runpy.run_path(demo.__file__, run_name='__main__')
    assert capsys.readouterr().err.endswith(': -1 is not from 0 to 4294967295\n')


def test_a_mistyped_option_is_refused(refusal):
    assert refusal('--epoches', '3') == 'unrecognized arguments: --epoches 3\n'


def test_another_input_dim_moves_the_range_of_the_column(refusal, monkeypatch):
    monkeypatch.setattr(demo, 'input_dim', 8)
    assert refusal('--attention-column', '8').endswith(': 8 is not from 0 to 7\n')


def test_another_input_dim_needs_no_other_change(run_untrained, tmp_path, monkeypatch):
    monkeypatch.setattr(demo, 'input_dim', 8)
    assert len(run_untrained(tmp_path / 'chart.png').bars) == 8


@pytest.mark.parametrize('name', ['chart.gif', 'chart', '.png'])
def test_a_chart_of_another_ending_is_refused(refusal, tmp_path, name):
    line = refusal('--figure', str(tmp_path / 'new' / name))
    assert line == f'argument --figure: {name!r} does not name a .png, .svg or .pdf\n'
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize('name', ['folder.png', 'file/chart.png', 'x' * 300 + '.png'])
def test_a_path_that_the_file_system_refuses_is_refused(refusal, tmp_path, name):
    (tmp_path / 'folder.png').mkdir()
    (tmp_path / 'file').touch()
    line = refusal('--figure', str(tmp_path / name))
    assert line.startswith('argument --figure: no chart can be written there: ')
    assert name.split('/')[0] in line
    assert sorted(path.name for path in tmp_path.rglob('*')) == ['file', 'folder.png']


@pytest.mark.parametrize('name', ['chart.png', 'new.png', 'new/chart.png'])
def test_what_the_user_may_not_write_is_refused(refusal, old_chart, name):
    old_chart.chmod(0o444)
    old_chart.parent.chmod(0o555)
    if os.access(old_chart, os.W_OK) or os.access(old_chart.parent, os.W_OK):
        pytest.skip('this user may write everywhere')
    assert 'no chart can be written there' in refusal('--figure', str(old_chart.parent / name))
    assert_unchanged(old_chart)


@pytest.mark.parametrize('name', ['chart.svg', 'chart.PNG', '注意力.pdf', 'a/new/folder/chart.png'])
def test_the_chart_is_written_under_its_very_name(run_untrained, tmp_path, name):
    run_untrained(tmp_path / name)
    assert [path for path in tmp_path.rglob('*') if path.is_file()] == [tmp_path / name]
    begins = {'.svg': b'<?xml', '.png': b'\x89PNG', '.pdf': b'%PDF'}[name[-4:].lower()]
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_run_stopped_while_it_trains_leaves_an_old_chart_as_it_was(run_main, old_chart):
    ctrl_c = mock.patch('keras.Model.fit', side_effect=KeyboardInterrupt)
    with ctrl_c, pytest.raises(KeyboardInterrupt):
        run_main(old_chart)
    assert_unchanged(old_chart)


def test_epochs_is_how_often_the_training_samples_are_seen(run_untrained, tmp_path):
    assert run_untrained(tmp_path / 'chart.png', '--epochs', '7').fit.kwargs['epochs'] == 7
