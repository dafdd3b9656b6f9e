"""README.md: what its readers paste and look at."""

import re
import runpy
from pathlib import Path
from unittest import mock

import keras
import numpy as np
import window

import attention_demo as demo

FOLDER = Path(demo.__file__).parent
README = (FOLDER / 'README.md').read_text('utf-8')


def fenced(language):
    return re.findall(rf'^```{language}\n(.*?)^```$', README, re.DOTALL | re.MULTILINE)


def test_the_repaired_listing_is_the_same_program_as_the_script(run_untrained, tmp_path):
    (listing,) = fenced('python')
    (tmp_path / 'listing.py').write_text(listing, 'utf-8')
    keras.utils.set_random_seed(0)
    with mock.patch('keras.Model.compile') as compile_, mock.patch('keras.Model.fit') as fit:
        pasted = runpy.run_path(str(tmp_path / 'listing.py'), run_name='__main__')
    ((chart,),) = (shown.axes for shown in window.shown)
    script = run_untrained(tmp_path / 'chart.png')
    assert [bar.get_height() for bar in chart.patches] == script.bars
    assert chart.get_title() == 'Attention Mechanism as a function of input dimensions.'
    assert compile_.call_args.kwargs | {'steps_per_execution': 79} == script.compile.kwargs
    np.testing.assert_equal([*fit.call_args], [*script.fit])
    x, _ = script.data[0]
    np.testing.assert_array_equal(pasted['m'].predict([x]), script.model.predict([x]))


def test_both_languages_show_one_diff_and_the_repaired_listing_applies_it():
    english, chinese = fenced('diff')
    assert english == chinese
    changed = re.findall(r'^([-+]) *(.+)$', english, re.MULTILINE)
    assert len(changed) == 8
    for sign, statement in changed:
        assert (statement in fenced('python')[0]) == (sign == '+')


def test_its_pictures_are_there_and_none_is_what_a_run_draws_over():
    pictures = re.findall(r'^!\[.+\]\((.+)\)$', README, re.MULTILINE)
    assert all((FOLDER / picture).is_file() for picture in pictures)
    assert 'figures/attention.png' not in pictures
