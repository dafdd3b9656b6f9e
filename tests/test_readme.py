"""README.md: what its readers paste, edit and look at, the same in both languages."""

import re
from contextlib import nullcontext

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
from conftest import SCRIPT

ENGLISH, CHINESE = SCRIPT.with_name('README.md').read_text('utf-8').split('\n## 中文\n')
PAIR = re.compile('`([^`]+)` → `([^`]+)`')
PICTURE = re.compile(r'^!\[.+?\]\((.+?)\)', re.MULTILINE)
BLOCK = re.compile(r'^```(sh|diff|python)\n(.*?)^```$', re.DOTALL | re.MULTILINE)
DIFF, BY_LABEL, OWN_DATA = (code for kind, code in BLOCK.findall(ENGLISH) if kind != 'sh')
ACCURACY = re.compile("`(print.'accuracy.+?)`")
COLUMN_20, SEED_2, EPOCHS_100, MEAN, N_2000, ONE_CALL = (
    PAIR.findall(row) for row in re.findall('^[|](`.+` → .+?)[|]', ENGLISH, re.MULTILINE)
)
OWN_DATA_EDITS = [
    ('inputs_1, outputs = get_data(N, input_dim)', OWN_DATA.strip()),
    ('testing_inputs_1, testing_outputs = get_data(1, input_dim)', ''),
    *PAIR.findall(ENGLISH.split(OWN_DATA)[1].split('\n## ')[0]),
]


def test_both_languages_have_the_same_code_edits_and_pictures():
    for pattern in (BLOCK, PAIR, PICTURE, ACCURACY):
        assert pattern.findall(ENGLISH) == pattern.findall(CHINESE) != []
    assert all((SCRIPT.parent / picture).is_file() for picture in PICTURE.findall(ENGLISH))


def test_its_diff_leads_from_the_article_to_the_script():
    changed = re.findall('^([-+]) *(.+)$', DIFF, re.MULTILINE)
    assert len(changed) == 8
    assert all((statement in SCRIPT.read_text('utf-8')) == (sign == '+') for sign, statement in changed)


def test_another_attention_column_is_the_label_in_both_data_sets(run_script):
    run = run_script(*COLUMN_20, trained=False)
    for x, y in ((run.inputs_1, run.outputs), (run.testing_inputs_1, run.testing_outputs)):
        np.testing.assert_array_equal(x[:, 20], y[:, 0])


def test_another_seed_draws_other_samples_and_other_weights(run_script):
    run, script = run_script(*SEED_2, trained=False), run_script(trained=False)
    assert not np.allclose(run.inputs_1, script.inputs_1)
    assert not np.allclose(run.m.get_weights()[0], script.m.get_weights()[0])


def test_other_epochs_batch_size_and_input_dim_are_what_trains(run_script):
    others = ('batch_size=64', 'batch_size=32'), ('input_dim = 32', 'input_dim = 8')
    run = run_script(*EPOCHS_100, *others, trained=False)
    assert (run.fit.kwargs['epochs'], run.fit.kwargs['batch_size']) == (100, 32)
    assert [weights.shape for weights in run.m.get_weights()[:3]] == [(8, 8), (8,), (8, 64)]
    assert (run.inputs_1.shape, len(run.bars)) == ((10000, 8), 8)


def test_two_edits_chart_the_mean_of_2000_samples_and_print_their_labels(run_script):
    run = run_script(*MEAN, trained=False)
    x, y = run.testing_inputs_1, run.testing_outputs
    np.testing.assert_allclose(run.bars, run.attention_vec_model.predict([x], verbose=0).mean(axis=0))
    assert f'\nlabel = {y[:, 0]}\n' in run.text


def test_another_n_trains_and_validates_on_half_of_its_samples_each(run_script):
    run = run_script(*N_2000, ('epochs=20', 'epochs=1'))
    assert re.search('16/16.* val_loss: ', run.text)


def test_an_epoch_in_one_call_is_refused_on_pytorch_only(run_script):
    torch = keras.backend.backend() == 'torch'
    with pytest.raises(ValueError, match='steps_per_execution') if torch else nullcontext():
        assert run_script(*ONE_CALL, trained=torch).m.steps_per_execution == 79


def test_its_snippet_charts_the_mean_attention_by_label(run_script, monkeypatch):
    monkeypatch.setattr(plt, 'show', lambda: None)
    exec(BY_LABEL, vars(run_script()))
    label_0, label_1 = ([bar.get_height() for bar in bars] for bars in plt.gca().containers)
    plt.close()
    assert len(label_0) == len(label_1) == 32
    assert label_1[1] > 2 * label_0[1] > 2 * np.median(label_0)


def test_its_own_data_take_the_place_of_the_articles(run_script, capsys):
    pytest.importorskip('sklearn')
    run = run_script(*OWN_DATA_EDITS, trained=False)
    assert run.inputs_1.shape == (469, 30)
    np.testing.assert_allclose([run.inputs_1.mean(axis=0), run.inputs_1.var(axis=0) - 1], 0, atol=1e-9)
    assert (run.fit.kwargs['epochs'], len(run.bars)) == (200, 30)
    exec(*ACCURACY.findall(ENGLISH), vars(run))
    assert 'accuracy = 0.' in capsys.readouterr().out
