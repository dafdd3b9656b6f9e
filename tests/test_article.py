"""The program is the listing of the article: statement by statement, but for what its marks say."""

import ast
import re

from conftest import ADDED, WAS

# Without its comments, and with the lines joined that the web page breaks.
LISTING = """
import numpy as np
from keras.models import *
from keras.layers import Input, Dense, merge
import matplotlib.pyplot as plt
import pandas as pd

input_dim = 32

def get_data(n, input_dim, attention_column=1):
    x = np.random.standard_normal(size=(n, input_dim))
    y = np.random.randint(low=0, high=2, size=(n, 1))
    x[:, attention_column] = y[:, 0]
    return x, y

def build_model():
    inputs = Input(shape=(input_dim,))
    attention_probs = Dense(input_dim, activation='softmax', name='attention_vec')(inputs)
    attention_mul = merge([inputs, attention_probs], output_shape=32, name='attention_mul', mode='mul')
    attention_mul = Dense(64)(attention_mul)
    output = Dense(1, activation='sigmoid')(attention_mul)
    model = Model(input=[inputs], output=output)
    attention_vec_model = Model(input=[inputs], output=attention_probs)
    return model, attention_vec_model

if __name__ == '__main__':
    N = 10000
    inputs_1, outputs = get_data(N, input_dim)
    m, attention_vec_model = build_model()
    m.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
    print(m.summary())
    m.fit([inputs_1], outputs, epochs=20, batch_size=64, validation_split=0.5)
    testing_inputs_1, testing_outputs = get_data(1, input_dim)
    attention_vector = attention_vec_model.predict([testing_inputs_1])[0].flatten()
    print('attention =', attention_vector)
    pd.DataFrame(attention_vector, columns=['attention (%)']).plot(kind='bar', title='Attention Mechanism as a function of input dimensions.')
    plt.show()
"""  # noqa: E501


def statements(text):
    """Each statement with its line; of a function only its head counts, and no docstring."""
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    return [
        (node.lineno, ast.unparse(node).splitlines()[0])
        for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset))
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]


def with_comments(script):
    """Each statement of the script, and the comments above it."""
    lines, above = script.splitlines(), 0
    for line, statement in statements(script):
        yield statement, '\n'.join(text for text in lines[above:line] if '# ' in text)
        above = line


def test_with_its_marks_undone_it_is_the_articles_listing(script):
    undone, added = [], 0
    for statement, comments in with_comments(script):
        if mark := ADDED.search(comments):
            added = int(mark[1] or 1)
        if mark := WAS.search(comments):
            assert mark[1] != statement
            # The mark leaves out a leading `name = `.
            statement = re.match(r'(\w+ = )?', statement)[0] + mark[1]
        if added:
            added -= 1
        else:
            undone.append(statement)
    assert undone == [statement for _, statement in statements(LISTING)]
    assert added == 0


def test_it_imports_nothing_but_os_and_the_libraries_of_the_article(script):
    imports = [text for _, text in statements(script) if re.match('import |from ', text)]
    packages = {re.split(r'[ .]', text)[1] for text in imports}
    assert packages == {'os', 'numpy', 'pandas', 'matplotlib', 'keras'}
