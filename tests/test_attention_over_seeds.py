"""figures/attention_over_seeds.py charts the weights of ten seeds on a real or a reader's table."""

import runpy
from contextlib import redirect_stdout
from io import StringIO
from unittest import mock

import keras.utils  # by name, as Keras 3.3 to 3.9 has another object there before
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from conftest import SCRIPT, edited, no_training
from sklearn.linear_model import LogisticRegression


SOURCE = (SCRIPT.parent / 'figures' / 'attention_over_seeds.py').read_text('utf-8')


def run_script(folder, *edits):
    """Run `python -m figures.attention_over_seeds` in the folder, and return its variables."""
    (folder / 'figures').mkdir()
    (folder / SCRIPT.name).write_bytes(SCRIPT.read_bytes())
    (folder / 'figures' / 'attention_over_seeds.py').write_text(edited(SOURCE, *edits), 'utf-8')
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.syspath_prepend(folder)
        patch.setattr(plt, 'show', lambda: print('window'))
        return runpy.run_module('figures.attention_over_seeds', run_name='__main__')


@pytest.fixture(scope='module')
def short_run(tmp_path_factory):
    """Three seeds, an epoch each: its folder, its variables, and the lines that it printed."""
    folder = tmp_path_factory.mktemp('short_run')
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(StringIO()) as text:
        patch.setattr('keras.utils.set_random_seed', mock.Mock(wraps=keras.utils.set_random_seed))
        v = run_script(folder, ('range(10)', 'range(3)'), ('epochs=200', 'epochs=1'))
    return folder, v, text.getvalue().splitlines()


def rank_correlation(a, b):
    """That of the means of the columns of a with those of b."""
    return np.corrcoef(a.mean(axis=1).rank(), b.mean(axis=1).rank())[0, 1]


def test_it_trains_each_seed_on_the_scaled_table_and_tells_how_far_they_agree(short_run):
    _, v, printed = short_run
    assert v['set_random_seed'].call_args_list == [mock.call(seed) for seed in range(3)]
    x, y, train, test, weights = (v[name] for name in ('x', 'y', 'train', 'test', 'weights'))
    assert (len(train), len(test)) == (455, 114)
    assert not set(train) & set(test)
    scaled = (v['table'] - v['table'].iloc[train].mean()) / v['table'].iloc[train].std(ddof=0)
    np.testing.assert_allclose(x, scaled)
    np.testing.assert_array_equal(y[:, 0], v['labels'])
    assert keras.ops.convert_to_numpy(v['m'].optimizer.iterations) == 8  # batches of 455 rows
    attention = v['attention_vec_model'].predict([x], verbose=0)
    np.testing.assert_allclose(weights[2], attention.mean(axis=0), rtol=1e-5)
    right = ((v['m'].predict([x[test]], verbose=0) > 0.5) == y[test]).mean()
    assert v['accuracies'][2] == pytest.approx(right)
    logistic = LogisticRegression().fit(x[train], y[train, 0]).predict(x[test]) == y[test, 0]
    two_seeds = [rank_correlation(weights[[a]], weights[[b]]) for a in range(3) for b in range(a)]
    halves = rank_correlation(weights[[0]], weights[[1, 2]])
    assert [line[:7] for line in printed[:3]] == ['seed 0:', 'seed 1:', 'seed 2:']
    assert printed[2:] == [
        f'seed 2: accuracy = {right:.3f}, highest column = {weights[2].idxmax()}',
        f'mean accuracy = {np.mean(v["accuracies"]):.3f}',
        f'accuracy of a logistic regression = {logistic.mean():.3f}',
        f'rank correlation of the weights of two seeds = {np.mean(two_seeds):.2f}',
        f'rank correlation of the means of two halves = {halves:.2f}',
        'chart = figures/attention_over_seeds.png',
        'window',
    ]


def test_its_picture_has_a_dot_a_seed_above_their_mean_and_the_correlations(short_run):
    folder, v, _ = short_run
    above, below = v['above'], v['below']
    np.testing.assert_allclose([dots.get_ydata() for dots in above.lines], v['weights'].T)
    bars = [[bar.get_height() for bar in axes.patches] for axes in (above, below)]
    np.testing.assert_allclose(bars[0], v['weights'].mean(axis=1))
    correlations = np.corrcoef(v['table'], v['labels'], rowvar=False)[:-1, -1]
    np.testing.assert_allclose(bars[1], abs(correlations))
    assert [name.get_text() for name in below.get_xticklabels()] == [*v['table'].columns]
    assert (folder / 'figures' / 'attention_over_seeds.png').stat().st_size > 0


TABLE = pd.DataFrame(np.random.default_rng(0).normal(5, 3, size=(50, 3)), columns=['a', 'b', 'c'])
LABELS = pd.Series([0, 1] * 25)


def run_on(folder, table, labels):
    """Run it on this table of a reader, read as its comment says."""
    table.assign(label=labels).to_csv(folder / 'table.csv', index=False)
    comment, line = SOURCE.split(' · your own table: ')[1].splitlines()[:2]
    return run_script(folder, (comment, ''), (line, comment), ('range(10)', 'range(2)'))


@pytest.mark.parametrize('words', [{0: 'no', 1: 'yes'}, {0: 1, 1: 2}])
def test_any_two_labels_of_a_readers_table_become_0_and_1(tmp_path, monkeypatch, words):
    monkeypatch.setattr('keras.Model.fit', no_training)
    v = run_on(tmp_path, TABLE, LABELS.map(words))
    np.testing.assert_array_equal(v['y'][:, 0], LABELS)
    assert [*v['weights'].index] == ['a', 'b', 'c']


@pytest.mark.parametrize(
    ('table', 'labels', 'message'),
    [
        (TABLE.replace({'b': {TABLE['b'][3]: np.nan}}), LABELS, 'Input X contains NaN'),
        (TABLE, LABELS.replace({0: np.nan}), 'Input y contains NaN'),
        (TABLE.assign(b='text'), LABELS, "could not convert string to float: 'text'"),
        (TABLE, LABELS * 0, 'tells two labels apart, but the table has 1'),
        (TABLE, LABELS.index % 3, 'tells two labels apart, but the table has 3'),
        (TABLE, TABLE['a'] * 2, 'tells two labels apart, but the table has 50'),
    ],
    ids=['a gap', 'a gap in the labels', 'text', 'one label', 'three labels', 'a number'],
)
def test_a_table_that_does_not_fit_is_an_error_before_the_training(
    tmp_path, monkeypatch, table, labels, message
):
    monkeypatch.setattr('keras.Model.fit', lambda *args, **kwargs: pytest.fail('it was trained'))
    with pytest.raises(ValueError, match=message):
        run_on(tmp_path, table, labels)


@pytest.mark.slow
def test_over_40_seeds_it_measures_what_readme_tells(tmp_path_factory, check):
    v = run_script(tmp_path_factory.mktemp('40'), ('range(10)', 'range(40)'))
    accuracies = [v['logistic'], np.mean(v['accuracies'])]
    check('it has {} of the held-out rows right, the model {}', accuracies, 0.01)
    weights, rng, agreements = v['weights'], np.random.default_rng(0), []
    for size in (1, 5, 10, 20):
        draws = [rng.permutation(40) for _ in range(200)]
        groups = [(weights[draw[:size]], weights[draw[size : 2 * size]]) for draw in draws]
        agreements.append(np.mean([rank_correlation(*group) for group in groups]))
    check('| Rank correlation | {} | {} | {} | {} |', agreements, 0.08)
    other_rows = run_script(tmp_path_factory.mktemp('10'), ('random_state=0', 'random_state=1'))
    pairs = [(weights[[seed]], other_rows['weights'][[seed]]) for seed in range(10)]
    same_seeds = np.mean([rank_correlation(*pair) for pair in pairs])
    check('With the same seed but other training rows, it is {}', [same_seeds], 0.12)


@pytest.mark.slow
def test_its_picture_in_readme_has_the_bars_that_it_tells(tmp_path, check):
    v = run_script(tmp_path)
    means = v['weights'].mean(axis=1)
    dots = v['weights'].loc[means.idxmax()]
    measured = [means.max(), dots.min(), dots.max(), v['correlation'].max()]
    sentence = 'the highest bar stands at {}, its dots from {} to {}. Below, it stands at {}'
    check(sentence, measured, [0.03, 0.02, 0.06, 0.005])
    picture = (tmp_path / 'figures' / 'attention_over_seeds.png').read_bytes()
    (SCRIPT.parent / 'figures' / 'breast_cancer.png').write_bytes(picture)
