"""The figures of README.md that the suite can measure, as README.md writes them.

A part is measured at once. Each of its rows stands in one paragraph or table row of README.md, in
both languages and in this order. Beside a figure stands how far a new measurement may be from it;
None is the figure of one run, which other versions change: only its direction is tested.
"""

FIGURES = {
    'attention over seeds': {
        'label 1: column 1, from, to, samples that peak there': [
            ('46.2%', 0.01),
            ('41.7%', 0.02),
            ('49.6%', 0.02),
            ('99.8%', 0.005),
        ],
        'label 0: column 1, from, to, samples that peak there': [
            ('13.7%', 0.01),
            ('12.2%', 0.01),
            ('15.9%', 0.01),
            ('88.0%', 0.03),
        ],
        'all: column 1, from, to, samples that peak there': [
            ('30.0%', 0.01),
            ('27.9%', 0.01),
            ('31.7%', 0.01),
            ('93.9%', 0.02),
        ],
        'label 0: column 1, without biases': [('13.7%', 0.01), ('2.9%', 0.002)],
        'first epoch at 99.9%: with attention, from, to; without, from, to': [
            ('8', 1),
            ('13', 2),
            ('1', 1),
            ('2', 1),
        ],
        'label 1: column 1, after 100 epochs': [('52%', 0.03)],
    },
    'edits': {
        'seed 2: column 1, next': [('9.9%', None), ('9.4%', None)],
        'input_dim = 8: column 1': [('62.1%', None)],
        'mean of 2,000 samples: column 1': [('30%', 0.03)],
        'without Dense(64): column 1, validation accuracy': [('99.8%', None), ('95%', None)],
    },
    'breast cancer': {
        'accuracy on the test rows: scaled, from, to; unscaled, from, to': [
            ('95%', 0.02),
            ('89%', 0.03),
            ('98%', 0.02),
            ('83%', 0.06),
            ('64%', 0.15),
            ('93%', 0.03),
        ],
        'highest mean weight: scaled, from, to; unscaled, from, to': [
            ('23%', 0.04),
            ('15%', 0.04),
            ('37%', 0.08),
            ('82%', 0.08),
            ('51%', 0.15),
            ('100%', 0.05),
        ],
        'weights with lost accuracy: scaled, from, to; unscaled, from, to': [
            ('0.78', 0.05),
            ('0.73', 0.1),
            ('0.87', 0.05),
            ('0.34', 0.2),
            ('-0.21', 0.3),
            ('1.00', 0.6),
        ],
        'weights of two seeds: scaled, from, to; unscaled, from, to': [
            ('0.30', 0.1),
            ('-0.27', 0.25),
            ('0.73', 0.15),
            ('-0.03', 0.15),
            ('-0.29', 0.25),
            ('0.40', 0.25),
        ],
        'columns that have the highest weight: scaled, unscaled': [('6', 2), ('9', 2)],
    },
}
