"""figures/attention_over_seeds.py measures what a column of a table is worth to three models."""

import re
import runpy
import sys
from contextlib import redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from pages import check_claim
from running import SCRIPT, TEXT, edited, no_training
from sklearn.ensemble import RandomForestClassifier
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

FIGURES = SCRIPT.with_name('figures')
SOURCE = (FIGURES / 'attention_over_seeds.py').read_text('utf-8')
MODELS = ['attention_demo', 'logistic regression', 'random forest']


def lines_of(beginning):
    """The line of the script that begins so, with those that follow it up to a blank line."""
    found = re.search(f'^{re.escape(beginning)}(?:.+\n)+', SOURCE, re.MULTILINE)
    assert found, f'the script has no line that begins with: {beginning}'
    return found[0]


TABLE = lines_of('table, labels = ').splitlines()[0]
OWN = (TABLE, lines_of('table = pd.read_csv'))
# Not every machine has a Chinese font; and a constant column has no correlations.
pytestmark = pytest.mark.filterwarnings('ignore:Glyph', 'ignore:invalid value encountered')


def run_script(folder, *edits):
    """Run it as a file of a repository in the folder, started from elsewhere, and return its
    variables and, as printed, its lines; of plt.show, the number of windows and a setting."""
    script = folder / 'figures' / 'attention_over_seeds.py'
    script.parent.mkdir()
    script.write_text(edited(SOURCE, *edits), 'utf-8')
    (folder / SCRIPT.name).write_text(TEXT, 'utf-8')
    with pytest.MonkeyPatch.context() as patch, plt.rc_context():
        patch.chdir(script.parent)  # and back, at the end
        patch.setattr(sys, 'path', [*sys.path])
        patch.setitem(sys.modules, 'attention_demo', None)
        del sys.modules['attention_demo']  # so that the folder's is imported, and then forgotten
        key = 'axes.unicode_minus'
        patch.setattr(plt, 'show', lambda: print(len(plt.get_fignums()), key, plt.rcParams[key]))
        with redirect_stdout(StringIO()) as text:
            variables = runpy.run_path(str(script), run_name='__main__')
    return SimpleNamespace(**variables, printed=text.getvalue().splitlines())


def write_chinese_table(folder):
    """Columns 甲 and 起 decide the label, 链 follows 起, 末 follows 链; three rows are equal."""
    names = ['甲', '乙', '丙', '起', '链', '末', '常数', '各次测量的平均值的标准差']
    table = pd.DataFrame(np.random.default_rng(0).normal(size=(150, 8)), columns=names)
    table['链'] = 0.7 * table['链'] + table['起']
    table['末'] = 0.7 * table['末'] - table['链']
    table['常数'] = 7
    table['label'] = np.where(table['甲'] + 2 * table['起'] > 0, '是', '否')
    table.loc[[3, 5]] = table.loc[[4, 4]].to_numpy()
    table.to_csv(folder / 'table.csv', index_label='ID', encoding='gb18030')


GROUP = [0, 0, 0, 1, 1, 1, 2, 3]  # 甲, 乙 and 丙 by a line of the head


@pytest.fixture(scope='module')
def short_run(tmp_path_factory):
    """Three seeds, an epoch each, of a table as the head has it. Tests leave it as it is."""
    folder = tmp_path_factory.mktemp('short_run')
    write_chinese_table(folder)
    alike, join = lines_of('alike = '), re.search(r"alike\.loc\['甲'.*", SOURCE)[0]
    join = (alike, f'{alike}{join}\n')
    return run_script(folder, OWN, join, ('range(10)', 'range(3)'), ('epochs=200', 'epochs=1'))


def test_a_seed_scores_three_models_on_the_fifth_held_out_and_shuffles_each_group(short_run):
    table, y = short_run.table, np.array(short_run.labels == '是', int)
    assert Path(short_run.attention_demo.__file__).parent == Path(short_run.__file__).parents[1]
    assert abs(table['起'].corr(table['末'])) < 0.8
    x_train, x_test, y_train, y_test = train_test_split(
        table.to_numpy(), y, test_size=0.2, random_state=1, stratify=y
    )
    mean, sd = x_train.mean(axis=0), x_train.std(axis=0)
    sd[6] = 1  # of the constant column
    x_train, x_test = (x_train - mean) / sd, (x_test - mean) / sd
    keras.utils.set_random_seed(1)
    m, attention_vec_model = short_run.attention_demo.build_model()
    m.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
    m.fit([x_train], y_train[:, None], batch_size=64, verbose=0)
    w = attention_vec_model.predict([x_test], verbose=0).mean(axis=0)
    np.testing.assert_allclose(short_run.weights[1], w, rtol=1e-3)
    of_groups = [w[:3].sum(), w[3:6].sum(), w[6], w[7]]
    np.testing.assert_allclose(short_run.measured['attention weight', 1], of_groups, rtol=1e-3)
    regression = LogisticRegression().fit(x_train, y_train)
    forest = RandomForestClassifier(random_state=1).fit(x_train, y_train)
    rows = np.tile(np.arange(30)[:, None], 4)

    def auc(model, rows, y):
        x = x_test[rows[:, GROUP], range(8)]
        answers = model.predict_on_batch([x]) if model is m else model.predict_proba(x)
        return roc_auc_score(y, answers[:, -1])

    how = {'scoring': auc, 'n_repeats': 20, 'random_state': 1}
    for name, model in zip(MODELS, [m, regression, forest], strict=True):
        assert short_run.aucs.loc[1, name] == pytest.approx(auc(model, rows, y_test))
        lost = permutation_importance(model, rows, y_test, **how).importances_mean
        np.testing.assert_allclose(short_run.measured[name, 1], lost, atol=1e-6)


def test_it_prints_copies_groups_scores_a_table_and_what_is_named(short_run):
    aucs, measured = short_run.aucs, pd.DataFrame(short_run.measured, index=short_run.members.index)
    lines = ['rows that stand in the table more than once: 3']
    lines += ['group of 甲: 甲, 乙, 丙', 'group of 起: 起, 链, 末']
    for seed in range(3):
        lines.append(f'seed {seed}: AUC ' + ', '.join(f'{k} = {aucs[k][seed]:.3f}' for k in MODELS))
    for name in MODELS:
        mean, sd = np.mean(aucs[name]), np.std(aucs[name], ddof=1)
        lines.append(f'{name}: mean AUC = {mean:.3f}, sd = {sd:.3f}')
    assert short_run.printed[:9] == lines
    chart = 'chart = figures/attention_over_seeds.png'
    assert short_run.printed[14:] == ['named: 起, 甲', chart, '1 axes.unicode_minus False']
    table = pd.read_csv(StringIO('\n'.join(short_run.printed[9:14])), index_col='group')
    assert table.pop('columns').tolist() == [3, 3, 1, 1]
    names = ['attention weight', *MODELS]
    assert [*table] == [*names, *(name + ' sd' for name in names)]
    assert table[aucs.mean().idxmax()].is_monotonic_decreasing
    for name in names:
        values = measured[name].loc[table.index]
        np.testing.assert_allclose(table[name], values.mean(axis=1), atol=6e-5)
        np.testing.assert_allclose(table[name + ' sd'], values.std(axis=1), atol=6e-5)


def test_its_panels_have_the_means_a_dot_a_seed_and_the_standard_deviations(short_run):
    weights, importances = short_run.panels
    bars = [bar.get_height() for bar in [*weights.patches, *importances.patches]]
    np.testing.assert_allclose(bars, short_run.means.to_numpy().T.ravel())
    dots = pd.DataFrame(short_run.measured, short_run.members.index)['attention weight']
    dots = dots.loc[short_run.means.index]
    np.testing.assert_allclose(np.transpose([line.get_ydata() for line in weights.lines]), dots)
    assert {(line.get_marker(), line.get_linestyle()) for line in weights.lines} == {('.', 'None')}
    ends = np.array([line.get_segments() for line in importances.collections])[..., 1]
    np.testing.assert_allclose(ends[..., 1] - ends[..., 0], 2 * short_run.sds[MODELS].T)
    legend = [text.get_text() for text in importances.get_legend().get_texts()]
    assert legend == [f'{name}, AUC = {short_run.aucs[name].mean():.3f}' for name in MODELS]
    names = [name.get_text() for name in importances.get_xticklabels()]
    assert names == ['* 起 + 2', '* 甲 + 2', *short_run.means.index[2:]]
    with plt.rc_context({'axes.unicode_minus': False}):
        exec(OWN[1].splitlines()[-1])  # the fonts of the run
        texts = [weights.title, importances.title, *importances.get_xticklabels()]
        corners = [corner for text in texts for corner in text.get_window_extent().corners()]
        assert weights.figure.bbox.count_contains(corners) == len(corners)
        window = BytesIO()
        weights.figure.savefig(window)
    assert Path(short_run.__file__).with_suffix('.png').read_bytes() == window.getvalue()


YES, NO = (1, 0.49), (1, 0.51)  # a mean, more and less than twice its standard deviation


@pytest.mark.parametrize(
    ('named', 'aucs', 'importances'),
    [
        ('a, d', [(0.8, 0.1)] * 3, [(NO, NO, NO), (YES, NO, NO), (NO, NO, YES)]),
        ('d', [(0.9, 0.1), (0.8, 0.2), (0.4, 0)], [(NO, NO, YES), (YES, NO, NO), (NO, YES, NO)]),
        ('none', [(0.7, 0.2)] * 3, [(YES, YES, YES)] * 3),
    ],
)
def test_named_is_what_stands_out_in_a_model_that_has_learnt(
    tmp_path, monkeypatch, named, aucs, importances
):
    spread = (-1, 0, 1)
    scores = iter([mean + d * sd for d in spread for mean, sd in aucs])
    lost = iter([[mean + d * sd for mean, sd in groups] for d in spread for groups in importances])
    monkeypatch.setattr('keras.Model.fit', no_training)
    monkeypatch.setattr('sklearn.metrics.roc_auc_score', lambda y, answers: next(scores))
    shuffled = 'sklearn.inspection.permutation_importance'
    monkeypatch.setattr(shuffled, lambda *_, **how: SimpleNamespace(importances_mean=next(lost)))
    draw = "table = pd.DataFrame(np.random.default_rng(0).normal(size=(50, 3)), columns=[*'acd'])"
    draw += '\nlabels = np.arange(50) % 2'
    run = run_script(tmp_path, (TABLE, draw), ('range(10)', 'range(3)'))
    assert f'named: {named}' in run.printed


FITTING = pd.DataFrame({'ID': 0, 'a': range(50), 'b': 1.5, 'label': [0, 1] * 25})


@pytest.mark.parametrize(
    'change',
    [
        {'a': [None, *range(49)]},
        {'label': [None, 1] * 25},
        {'a': 'text'},
        {'label': [0] * 46 + [1] * 4},
        {'label': 1},
        {'label': [0, 1, 2, 0, 1] * 10},
        {'label': np.arange(50) / 2},
        None,  # for which no column is left
    ],
)
def test_a_table_that_does_not_fit_is_an_error_before_the_training(tmp_path, monkeypatch, change):
    monkeypatch.setattr('keras.Model.fit', lambda *args, **kwargs: pytest.fail('it was trained'))
    table = FITTING.assign(**change) if change else FITTING[['ID', 'label']]
    table.to_csv(tmp_path / 'table.csv', index=False)
    with pytest.raises(ValueError, match='NaN|text|array|Two labels of five rows'):
        run_script(tmp_path, OWN)


@pytest.mark.slow
def test_the_made_up_table_and_its_picture_show_what_readme_tells(tmp_path):
    run = run_script(tmp_path, (TABLE, lines_of('table = pd.DataFrame')))
    check_claim('README.md', '| made-up table | {} | {} | {} |', run.aucs.mean(), 0.02)
    found = dict.fromkeys(run.means, 0)  # the seeds in which columns 0 and 1 are the two highest
    for name, seed in run.measured:
        found[name] += {*np.argsort(run.measured[name, seed])[-2:]} == {0, 1}
    check_claim(
        'README.md', 'the two highest weights with {} of ten', [found['attention weight']], 1
    )
    assert found['attention_demo'] == found['random forest']
    check_claim('README.md', 'two highest importances with {} of ten', [found['random forest']], 0)
    weights = run.means['attention weight']
    assert weights[['0', '1']].max() < 1.2 * weights.drop(['0', '1']).max()
    assert run.printed[-3] in ('named: 0, 1', 'named: 1, 0')
    run.panels[0].figure.savefig(FIGURES / 'made_up_table.png')


@pytest.mark.slow
def test_the_tumours_and_their_picture_show_what_readme_tells(tmp_path):
    run = run_script(tmp_path)
    check_claim('README.md', '| tumours | {} | {} | {} |', run.aucs.mean(), 0.004)
    check_claim(
        'README.md',
        "Of the tumours' 30 columns, {} form one group",
        [run.shown['columns'].max()],
        0,
    )
    worth = run.means.loc['mean radius', MODELS]
    check_claim('README.md', 'It is worth {}, {} and {} of AUC in the three models', worth, 0.03)
    texture = run.means.loc['mean texture', MODELS].max()
    check_claim('README.md', 'texture (two columns), at most {<}.', [texture], 0.006)
    assert run.printed[-3] == 'named: mean radius, mean texture'
    times = run.weights.idxmax().value_counts()
    check_claim('README.md', 'no column leads with more than {} of ten', [times.max()], 1)
    assert run.means['attention weight'].idxmax() == 'mean radius'
    run.panels[0].figure.savefig(FIGURES / 'breast_cancer.png')


@pytest.mark.slow
def test_in_noise_of_the_tumours_size_nothing_is_named(tmp_path):
    draw = 'table = pd.DataFrame(np.random.default_rng(4).normal(size=(569, 30)))\n'
    draw += 'labels = np.random.default_rng(5).random(569) < 0.5\n'
    assert 'named: none' in run_script(tmp_path, (TABLE, draw)).printed
