"""命令行: what the options take, and what they refuse before anything else happens."""

import os
import re
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
    assert re.search(
        rf'{option} [A-Z_]+ [a-z ]+, {lowest} to {highest} \(default: {default}\)', shown
    )


@NUMBERS
def test_an_option_takes_the_numbers_of_its_range_only(
    refusal, old_chart, option, default, lowest, highest
):
    for number in (lowest, highest):
        with pytest.raises(RuntimeError, match='accepted'):
            demo.main(['--figure', str(old_chart), option, str(number)])
    for number in (lowest - 1, highest + 1):
        line = refusal('--figure', str(old_chart), option, str(number))
        assert line == f'argument {option}: {number} is not from {lowest} to {highest}\n'
    for value in ('many', '1.0', ''):
        assert refusal(option, value) == f'argument {option}: invalid int value: {value!r}\n'
    assert_unchanged(old_chart)


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
    assert str(tmp_path / name.split('/')[0]) in line
    assert sorted(path.name for path in tmp_path.rglob('*')) == ['file', 'folder.png']


@pytest.mark.parametrize('name', ['chart.png', 'new.png', 'new/chart.png'])
def test_what_the_user_may_not_write_is_refused(refusal, old_chart, name):
    old_chart.chmod(0o444)
    old_chart.parent.chmod(0o555)
    if os.access(old_chart, os.W_OK) or os.access(old_chart.parent, os.W_OK):
        pytest.skip('this user may write everywhere')
    assert 'no chart can be written there' in refusal('--figure', str(old_chart.parent / name))
    assert_unchanged(old_chart)


@pytest.mark.parametrize(
    ('name', 'first_bytes'),
    [
        ('chart.svg', b'<?xml'),
        ('chart.PNG', b'\x89PNG'),
        ('注意力.pdf', b'%PDF'),
        ('..png', b'\x89PNG'),
        ('a/new/folder/chart.png', b'\x89PNG'),
    ],
)
def test_the_chart_is_written_under_its_very_name(run_untrained, tmp_path, name, first_bytes):
    run_untrained(tmp_path / name)
    assert [path for path in tmp_path.rglob('*') if path.is_file()] == [tmp_path / name]
    assert (tmp_path / name).read_bytes().startswith(first_bytes)


def test_an_old_chart_is_replaced_and_a_link_to_it_stays(run_untrained, old_chart, tmp_path):
    link = tmp_path / 'link.png'
    try:
        link.symlink_to(old_chart)
    except OSError:
        pytest.skip('this user may not make links')
    run_untrained(link)
    assert link.is_symlink()
    assert old_chart.read_bytes().startswith(b'\x89PNG')


def test_a_run_stopped_while_it_trains_leaves_an_old_chart_as_it_was(run_untrained, old_chart):
    keras.Model.fit.side_effect = KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        run_untrained(old_chart)
    assert_unchanged(old_chart)


def test_epochs_is_how_often_the_training_samples_are_seen(run_untrained, tmp_path):
    run_untrained(tmp_path / 'chart.png', '--epochs', '7')
    assert keras.Model.fit.call_args.kwargs['epochs'] == 7
