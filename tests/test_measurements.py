"""The figures and pictures of the README, measured again: `python -m pytest -m slow -s`."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from conftest import SCRIPT
from test_results import PUBLISHED, run_of_2017
from test_readme import BY_LABEL, COLUMN_20, EPOCHS_100, MEAN, N_2000, OWN_DATA_EDITS, SEED_2

pytestmark = pytest.mark.slow

SAMPLES_4000 = [(old, new.replace('2000', '4000')) for old, new in MEAN]


def runs(run_script, seeds, *edits, **how):
    """The script at seeds 0 to seeds - 1, with 4,000 test samples."""
    for seed in range(seeds):
        yield run_script(('seed(0)', f'seed({seed})'), *SAMPLES_4000, *edits, **how)


def attention_by_label(run):
    """The attention weights of the test samples, a row each, indexed by their labels."""
    attention = run.attention_vec_model.predict([run.testing_inputs_1], verbose=0)
    return pd.DataFrame(attention, index=run.testing_outputs[:, 0])


def report(title, rows):
    """Print the mean, median, lowest and highest of each column, a row of which is a run."""
    print(f'\n{title}\n{pd.DataFrame(rows).agg(["mean", "median", "min", "max"]).T.to_string()}')


def save(name):
    plt.tight_layout()
    plt.savefig(SCRIPT.with_name('figures') / name, dpi=120)
    plt.close()
    print('\nredrawn: figures/' + name)


def test_what_the_chart_hides_over_40_seeds(run_script):
    tables = {'label 1': [], 'label 0': [], 'all': []}
    for run in runs(run_script, 40):
        attention = attention_by_label(run)
        for samples, of in zip(tables, (attention.loc[1], attention.loc[0], attention), strict=True):
            row = {
                'share of column 1': of[1].mean(),
                'samples that peak there': (of.idxmax(axis=1) == 1).mean(),
            }
            tables[samples].append(row | {'mean peaks there': of.mean().idxmax() == 1})
    for samples, rows in tables.items():
        report(samples, rows)
        assert all(row['mean peaks there'] for row in rows)


def test_why_label_0_gives_column_1_a_share(run_script):
    rows = []
    for run in runs(run_script, 5):
        layer = run.attention_vec_model.get_layer('attention_vec')
        kernel, bias = layer.get_weights()
        row = {'bias of column 1': bias[1], 'mean bias of the others': np.delete(bias, 1).mean()}
        row['label 0, as trained'] = attention_by_label(run).loc[0, 1].mean()
        layer.set_weights([kernel, 0 * bias])
        row['label 0, without biases'] = attention_by_label(run).loc[0, 1].mean()
        layer.set_weights([kernel, bias])
        rows.append(row)
    report('share of column 1', rows)
    assert max(row['label 0, without biases'] for row in rows) < 1 / 32


def test_does_attention_help_here(run_script):
    bare = (('keras.layers.Multiply', lambda name: lambda pair: pair[0]),)
    epochs = {}
    for what, parts in {'with attention': (), 'on the bare input': bare}.items():
        histories = [run.m.history.history['val_accuracy'] for run in runs(run_script, 20, parts=parts)]
        reached = [[epoch for epoch, share in enumerate(of, 1) if share >= 0.999] for of in histories]
        epochs[what] = [min(of) for of in reached]
    report('first epoch with a validation accuracy of 99.9 %', epochs)
    assert max(epochs['on the bare input']) < min(epochs['with attention'])


def test_more_epochs_raise_the_share_of_column_1(run_script):
    means = []
    for edits in ([], EPOCHS_100):
        tables = [attention_by_label(run) for run in runs(run_script, 3, *edits)]
        rows = [{'all': of[1].mean(), 'label 1': of.loc[1, 1].mean()} for of in tables]
        report(f'share of column 1, {edits or "20 epochs"}', rows)
        means.append(np.mean([row['label 1'] for row in rows]))
    assert means[1] > means[0] + 0.03


def test_what_each_edit_shows(run_script):
    for edits in (COLUMN_20, SEED_2, EPOCHS_100, MEAN, N_2000):
        run = run_script(*edits)
        share = pd.Series(run.bars).nlargest(3).map('{:.1%}'.format).to_dict()
        figures = {name: values[-1] for name, values in run.m.history.history.items()}
        print(f'\n{edits}\nlabel {run.testing_outputs.squeeze()}, highest {share}, {figures}')
        assert run.m.history.history['accuracy'][-1] > 0.99 or edits == N_2000


def test_own_data(run_script):
    from sklearn.datasets import load_breast_cancer

    names = load_breast_cancer().feature_names
    twenty = [(old, new.replace('200', '20')) for old, new in OWN_DATA_EDITS]
    unscaled = [(old, new.replace('rows = (rows', 'unused = (rows')) for old, new in OWN_DATA_EDITS]
    for what, edits in {'20 epochs': twenty, 'unscaled': unscaled, '200 epochs': OWN_DATA_EDITS}.items():
        bars = {}
        for seed in range(3):
            run = run_script(('seed(0)', f'seed({seed})'), *edits)
            _, accuracy = run.m.evaluate([run.testing_inputs_1], run.testing_outputs, verbose=0)
            highest = int(np.argmax(run.bars))
            print(f'\n{what}, seed {seed}: {accuracy:.2f}, {names[highest]} {max(run.bars):.0%}')
            bars[f'seed {seed}, accuracy {accuracy:.2f}'] = run.bars
    pd.DataFrame(bars, index=names).plot.bar(figsize=(9.6, 4.8), width=0.8, ylabel='mean attention')
    save('breast_cancer.png')


def test_draw_the_default_run_and_the_mean_by_label(run_script, monkeypatch):
    SCRIPT.with_name('figures').joinpath('default_run.png').write_bytes(run_script().picture)
    monkeypatch.setattr(plt, 'show', lambda: save('attention_by_label.png'))
    exec(BY_LABEL, vars(run_script()))


@pytest.mark.parametrize('epsilon', [1e-8, 1e-7])
def test_the_published_chart_with_the_epsilons_of_2017_and_today(run_script, epsilon):
    run, _ = run_of_2017(run_script, epsilon)
    print(f'\nepsilon {epsilon}: largest difference of a bar {abs(run.bars - PUBLISHED).max():.1e}')
    assert abs(run.bars - PUBLISHED).max() < 2e-4
