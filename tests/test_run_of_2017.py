"""With the random numbers of 2017, the program draws what its ancestor drew on Keras 2.0.2."""

import numpy as np
import pytest
from run_of_2017 import BARS, run_of_2017


def test_its_32_bars_and_its_losses_are_those_of_the_run_on_keras_2_0_2():
    run, losses = run_of_2017(epsilon=1e-8)
    np.testing.assert_allclose(run.bars, BARS, rtol=0, atol=1e-5)
    # As that program printed them on Keras 2.0.2.
    assert losses == pytest.approx({'loss': 5.2495e-04, 'val_loss': 6.49650e-04}, rel=0.01)
