"""README.md: what it offers to do can be done, and both languages tell the same."""

import re
from functools import partial

import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
from pages import NUMBER, code_blocks, edits_of_readme, english_half, halves, page
from running import REPOSITORY, attention_by_label, edited, no_training, run_program, run_text
from scipy.special import expit, softmax


def what_is_not_translated(section):
    """What a section has in both languages, a list of each kind."""
    prose = re.sub('^```.*?^```$', '', section, flags=re.DOTALL | re.MULTILINE)
    words = re.sub(r'`[^`]+`|\]\([^)]*\)|<img[^>]* width="\d+"|(?<=\d),(?=\d{3})', '', prose)
    return {
        'heading': re.findall('^#+ ', prose, re.MULTILINE),
        'code blocks': re.findall('^```.*?^```$', section, re.DOTALL | re.MULTILINE),
        'code in sentences': sorted(re.findall('`[^`]+`', prose)),
        # An anchor leads to a heading, which is translated.
        'links': sorted(re.findall(r'\]\(([^)#]+)', prose)),
        'pictures': re.findall('<img src="([^"]+)" width="([^"]+)"', prose),
        'numbers': sorted(re.findall(NUMBER, words)),
    }


def test_section_by_section_both_halves_have_the_same_code_links_pictures_and_numbers():
    english, chinese = [re.split('^(?=#+ )', half, flags=re.MULTILINE) for half in halves()]
    assert len(english) == len(chinese) > 5
    for section, other in zip(english, chinese, strict=True):
        name = f'{section.splitlines()[0]} / {other.splitlines()[0]}'
        of_other = what_is_not_translated(other)
        for kind, found in what_is_not_translated(section).items():
            assert found == of_other[kind], f'{name}: the {kind} differ'


def repaired_listing():
    """The article's listing, repaired as README's diff says, and nothing else."""
    listing = page('tests/article_listing.txt')
    (diff,) = code_blocks(english_half(), 'diff')
    for change in diff.split('\n\n'):
        removed = re.findall('^-(.*)$', change, re.MULTILINE)
        added = re.findall('^[+](.*)$', change, re.MULTILINE)
        listing = edited(listing, ('\n'.join(removed), '\n'.join(added)))
    return listing


def test_the_articles_program_with_its_diff_applied_runs_and_attention_finds_column_1():
    text = repaired_listing()
    # Its sentence below the diff: these two still run.
    for statement in ['from keras.models import *', 'print(m.summary())']:
        assert f'`{statement}`' in english_half()
        assert statement in text
    keras.utils.set_random_seed(0)
    run = run_text(text)
    assert run.printed.endswith('windows = 1\n')
    assert len(run.bars) == 32
    mean = attention_by_label(run, *run.variables.get_data(2000, 32)).mean()
    assert mean.idxmax() == 1
    assert mean[1] > 0.25


def test_its_formulas_compute_the_bars_what_both_models_return_and_what_columns_add(default_run):
    left = default_run.variables
    # Of both labels: for label 1, the output is about 1 whatever the formula.
    x = np.concatenate([left.testing_inputs_1, left.inputs_1[:50]])
    names = {'inputs': x, 'softmax': partial(softmax, axis=1), 'sigmoid': expit}
    names |= dict(zip('VaWbuc', left.m.get_weights(), strict=True))
    (formulas,) = [block for block in code_blocks(english_half(), 'text') if 'softmax' in block]
    exec(formulas, names)
    shown = left.attention_vec_model.predict([x], verbose=0)
    np.testing.assert_allclose(names['attention_probs'], shown, rtol=1e-3)
    predicted = left.m.predict([x], verbose=0)
    np.testing.assert_allclose(names['output'], predicted, rtol=1e-3)
    np.testing.assert_allclose(default_run.bars, shown[0], rtol=1e-5)
    assert shown.dtype == predicted.dtype == np.float32
    assert names['contributions'].shape == x.shape
    added = names['contributions'].sum(axis=1) + names['constant']
    np.testing.assert_allclose(expit(added[:, None]), predicted, rtol=1e-3)


def test_each_edit_that_it_offers_runs_and_changes_the_bars_or_the_shapes(untrained_run):
    def shapes(run):
        return [weights.shape for weights in run.variables.m.get_weights()]

    edits = edits_of_readme()
    assert len(edits) > 3
    for pairs in edits.values():
        run = run_program(*pairs, patches={'keras.Model.fit': no_training})
        assert run.bars != untrained_run.bars or shapes(run) != shapes(untrained_run)


def test_its_cell_charts_the_mean_attention_by_label(untrained_run):
    (cell,) = code_blocks(english_half(), 'python')
    variables = {**vars(untrained_run.variables)}
    exec(cell.replace('plt.show()', ''), variables)
    x, y = variables['x'], variables['y']
    assert len(x) == 2000
    means = attention_by_label(untrained_run, x, y).groupby(level=0).mean()
    chart = plt.gca()
    for label, bars in enumerate(chart.containers):
        np.testing.assert_allclose([bar.get_height() for bar in bars], means.loc[label], rtol=1e-5)
    assert len(chart.containers) == 2
    assert (chart.get_xlabel(), chart.get_ylabel()) == ('column', 'mean attention weight')


def test_the_commands_for_windows_are_those_that_the_workflow_runs_there():
    blocks = code_blocks(english_half(), 'powershell')
    commands = [line for block in blocks for line in block.splitlines()]
    workflow = (REPOSITORY / '.github' / 'workflows' / 'ci.yml').read_text('utf-8')
    _, windows = workflow.split('\n  windows:\n')
    assert re.findall('run: (.+)', windows) == commands


@pytest.mark.parametrize('name', ['README.md', 'tests/old_lines.md'])
def test_the_pictures_and_links_of_a_page_are_there(name):
    text = page(name)
    links = re.findall(r'src="(.+?)"|\]\((?!https:)(.+?)\)', text)
    assert len(links) > 3
    headings = re.findall('^#+ (.+)$', text, re.MULTILINE)
    anchors = {'#' + re.sub(r'[^\w -]', '', text.lower()).replace(' ', '-') for text in headings}
    folder = (REPOSITORY / name).parent
    for source, link in links:
        assert link in anchors or (folder / (source or link)).is_file(), source or link
