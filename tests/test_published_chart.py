"""With the random numbers of 2017, the program draws the chart published in May 2017."""

import numpy as np
import pytest
from program_of_2017 import PUBLISHED, run_of_2017


def test_its_bars_are_the_32_published_ones_and_its_losses_those_of_2017(run_program):
    run, losses = run_of_2017(run_program, epsilon=1e-8)
    np.testing.assert_allclose(run.bars, PUBLISHED, rtol=0, atol=1e-5)
    # As that program printed them on Keras 2.0.2.
    assert losses == pytest.approx({'loss': 5.2495e-04, 'val_loss': 6.49650e-04}, rel=0.01)
