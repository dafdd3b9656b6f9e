"""运行结果: attention finds the column that carries the label."""

import numpy as np


def test_the_mean_attention_peaks_at_the_column_of_the_label(trained, run_main, tmp_path):
    column_20 = run_main(tmp_path / 'chart.png', '--attention-column', '20', '--samples', '2000')
    for bars, column in ((trained.bars, 1), (column_20.bars, 20)):
        assert bars[column] > 0.25
        assert bars[column] > 5 * max(np.delete(bars, column))
