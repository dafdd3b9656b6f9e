"""figures/attention_over_seeds.py charts the weights of ten seeds on a real or a reader's table."""

import sys
from contextlib import redirect_stdout
from io import BytesIO, StringIO
from types import ModuleType, SimpleNamespace

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from conftest import SCRIPT, TEXT, check_told, edited, no_training
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

SOURCE = (SCRIPT.parent / 'figures' / 'attention_over_seeds.py').read_text('utf-8')


def run_script(folder, *edits):
    """Run it in the folder, as a cell in which the program is not yet imported."""
    exec(TEXT, vars(program := ModuleType('attention_demo')))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setitem(sys.modules, 'attention_demo', program)
        patch.setattr(plt, 'show', lambda: print('windows =', len(plt.get_fignums())))
        exec(edited(SOURCE, *edits), variables := {'__name__': '__main__'})
    return SimpleNamespace(**variables)


@pytest.fixture(scope='module')
def short_run(tmp_path_factory):
    """Four seeds, an epoch each: its folder, its variables, and the lines that it printed."""
    folder = tmp_path_factory.mktemp('short_run')
    with redirect_stdout(StringIO()) as text:
        run = run_script(folder, ('range(10)', 'range(4)'), ('epochs=200', 'epochs=1'))
    return folder, run, text.getvalue().splitlines()


def rank_correlation(a, b):
    """That of the means of the columns of a with those of b."""
    return np.corrcoef(a.mean(axis=1).rank(), b.mean(axis=1).rank())[0, 1]


def test_it_trains_each_seed_on_four_fifths_of_the_scaled_table(short_run):
    _, run, _ = short_run
    train, test = train_test_split(range(569), test_size=0.2, random_state=0)
    assert ([*run.train], [*run.test]) == (train, test)
    scaled = (run.table - run.table.iloc[train].mean()) / run.table.iloc[train].std(ddof=0)
    np.testing.assert_allclose(run.x, scaled)
    np.testing.assert_array_equal(run.y[:, 0], run.labels)
    keras.utils.set_random_seed(1)
    model, attention_vec_model = run.attention_demo.build_model()
    model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
    model.fit([run.x[train]], run.y[train], batch_size=64, verbose=0)
    attention = attention_vec_model.predict([run.x], verbose=0).mean(axis=0)
    np.testing.assert_allclose(run.weights[1], attention, rtol=1e-3)
    _, accuracy = model.evaluate([run.x[test]], run.y[test], verbose=0)
    assert run.accuracies[1] == pytest.approx(accuracy)
    assert not run.weights.T.duplicated().any()


def test_it_tells_the_accuracies_and_how_far_the_seeds_agree(short_run):
    _, run, printed = short_run
    train, test, weights = run.train, run.test, run.weights
    logistic = LogisticRegression().fit(run.x[train], run.y[train, 0])
    pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    two_seeds = np.mean([rank_correlation(weights[[a]], weights[[b]]) for a, b in pairs])
    assert printed == [
        *(
            f'seed {seed}: accuracy = {accuracy:.3f}, highest column = {weights[seed].idxmax()}'
            for seed, accuracy in enumerate(run.accuracies)
        ),
        f'mean accuracy = {sum(run.accuracies) / 4:.3f}',
        f'accuracy of a logistic regression = {logistic.score(run.x[test], run.y[test, 0]):.3f}',
        f'rank correlation of the weights of two seeds = {two_seeds:.2f}',
        'rank correlation of the means of two halves = '
        f'{rank_correlation(weights[[0, 1]], weights[[2, 3]]):.2f}',
        'chart = figures/attention_over_seeds.png',
        'windows = 1',
    ]


def test_its_picture_has_a_dot_a_seed_above_their_mean_and_the_correlations(short_run):
    folder, run, _ = short_run
    np.testing.assert_allclose([dots.get_ydata() for dots in run.above.lines], run.weights.T)
    bars = [[bar.get_height() for bar in axes.patches] for axes in (run.above, run.below)]
    np.testing.assert_allclose(bars[0], run.weights.mean(axis=1))
    correlations = np.corrcoef(run.table, run.labels, rowvar=False)[:-1, -1]
    np.testing.assert_allclose(bars[1], abs(correlations))
    assert [name.get_text() for name in run.below.get_xticklabels()] == [*run.table.columns]
    assert run.above.get_ylabel() == 'mean attention weight'
    assert run.below.get_ylabel() == 'absolute correlation with the label'
    run.above.figure.savefig(window := BytesIO())
    picture = (folder / 'figures' / 'attention_over_seeds.png').read_bytes()
    assert picture == window.getvalue()


TABLE = pd.DataFrame(np.random.default_rng(0).normal(5, 3, size=(50, 3)), columns=['a', 'b', 'c'])
LABELS = pd.Series([0, 1] * 25)


def run_on(folder, table, labels):
    """Paste it into a cell, with the line for a reader's table that stands there as a comment."""
    table.assign(label=labels).to_csv(folder / 'table.csv', index=False)
    comment, line = SOURCE.split(' · your own table: ')[1].splitlines()[:2]
    return run_script(folder, (comment, ''), (line, comment), ('range(10)', 'range(2)'))


@pytest.mark.parametrize('words', [{0: 'no', 1: 'yes'}, {0: 1, 1: 2}])
def test_any_two_labels_of_a_readers_table_become_0_and_1(tmp_path, monkeypatch, words):
    monkeypatch.setattr('keras.Model.fit', no_training)
    run = run_on(tmp_path, TABLE, LABELS.map(words))
    np.testing.assert_array_equal(run.y[:, 0], LABELS)
    assert [*run.weights.index] == ['a', 'b', 'c']
    assert (tmp_path / 'figures' / 'attention_over_seeds.png').is_file()


@pytest.mark.parametrize(
    ('table', 'labels', 'message'),
    [
        (TABLE.where(TABLE < 10), LABELS, 'Input X contains NaN'),
        (TABLE, [np.nan, 1] * 25, 'Input y contains NaN'),
        (TABLE.assign(b='text'), LABELS, "could not convert string to float: 'text'"),
        (TABLE, [1, 1] * 25, 'tells two labels apart, but the table has 1'),
        (TABLE, [0, 1, 2, 0, 1] * 10, 'tells two labels apart, but the table has 3'),
        (TABLE, TABLE['a'] * 2, 'tells two labels apart, but the table has 50'),
    ],
    ids=['gaps', 'gaps in the labels', 'text', 'one label', 'three labels', 'a number'],
)
def test_a_table_that_does_not_fit_is_an_error_before_the_training(
    tmp_path, monkeypatch, table, labels, message
):
    monkeypatch.setattr('keras.Model.fit', lambda *args, **kwargs: pytest.fail('it was trained'))
    with pytest.raises(ValueError, match=message):
        run_on(tmp_path, table, labels)


@pytest.mark.slow
def test_over_40_seeds_it_measures_what_readme_tells(tmp_path):
    run = run_script(tmp_path, ('range(10)', 'range(40)'))
    accuracies = [run.logistic, np.mean(run.accuracies)]
    check_told('it has {} of the held-out rows right, the model {}', accuracies, 0.01)
    weights, rng, agreements = run.weights, np.random.default_rng(0), []
    for size in (1, 5, 10, 20):
        draws = [rng.permutation(40) for _ in range(200)]
        groups = [(weights[draw[:size]], weights[draw[size : 2 * size]]) for draw in draws]
        agreements.append(np.mean([rank_correlation(*group) for group in groups]))
    check_told('| Rank correlation | {} | {} | {} | {} |', agreements, 0.08)
    other_rows = run_script(tmp_path, ('random_state=0', 'random_state=1'))
    pairs = [(weights[[seed]], other_rows.weights[[seed]]) for seed in range(10)]
    same_seeds = np.mean([rank_correlation(*pair) for pair in pairs])
    shared = np.isin(run.train, other_rows.train).mean()
    sentence = 'which shares {} of the training rows, it is {} (10 seeds)'
    check_told(sentence, [shared, same_seeds], [0.005, 0.12])


@pytest.mark.slow
def test_its_picture_in_readme_has_the_bars_that_it_tells(tmp_path):
    run = run_script(tmp_path)
    means = run.weights.mean(axis=1)
    dots = run.weights.loc[means.idxmax()]
    measured = [means.max(), dots.min(), dots.max(), run.correlation.max()]
    sentence = 'highest bar stands at {}, its dots from {} to {}; below, the highest stands at {}'
    check_told(sentence, measured, [0.03, 0.02, 0.06, 0.005])
    run.above.figure.savefig(SCRIPT.parent / 'figures' / 'breast_cancer.png')
