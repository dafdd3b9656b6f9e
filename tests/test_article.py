"""The program is the listing of the article, statement by statement and comment by comment, but
for what its marks say."""

import ast
import re

from conftest import ADDED, TEXT, WAS

# With the lines joined that the web page breaks, and its headings and its prose as comments.
LISTING = """
# 导入相关库
import numpy as np
from keras.models import *
from keras.layers import Input, Dense, merge
import matplotlib.pyplot as plt
import pandas as pd

# 数据生成函数
# 输入维度
input_dim = 32

# 生成数据,数据的的第attention_column个特征由label决定,
# 即label只与数据的第attention_column个特征相关
def get_data(n, input_dim, attention_column=1):
    x = np.random.standard_normal(size=(n, input_dim))
    y = np.random.randint(low=0, high=2, size=(n, 1))
    x[:, attention_column] = y[:, 0]
    return x, y

# 模型定义函数
# 将输入进行一次变换后,计算出Attention权重,将输入乘上Attention权重,获得新的特征。
# Attention模型
def build_model():
    inputs = Input(shape=(input_dim,))
    # 计算Attention权重
    attention_probs = Dense(input_dim, activation='softmax', name='attention_vec')(inputs)
    # 根据Attention权重更新特征
    attention_mul = merge([inputs, attention_probs], output_shape=32, name='attention_mul', mode='mul')
    # 预测标签
    attention_mul = Dense(64)(attention_mul)
    output = Dense(1, activation='sigmoid')(attention_mul)
    model = Model(input=[inputs], output=output)
    attention_vec_model = Model(input=[inputs], output=attention_probs)
    return model, attention_vec_model

# 主函数
if __name__ == '__main__':
    # 生成训练数据
    N = 10000
    inputs_1, outputs = get_data(N, input_dim)
    # 获取模型,以及用于计算Attention权重的子模型
    m, attention_vec_model = build_model()
    m.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
    print(m.summary())
    # 训练
    m.fit([inputs_1], outputs, epochs=20, batch_size=64, validation_split=0.5)
    # 生成测试数据
    testing_inputs_1, testing_outputs = get_data(1, input_dim)
    # 根据测试数据计算Attention权重
    attention_vector = attention_vec_model.predict([testing_inputs_1])[0].flatten()
    print('attention =', attention_vector)
    # 绘图
    pd.DataFrame(attention_vector, columns=['attention (%)']).plot(kind='bar', title='Attention Mechanism as a function of input dimensions.')
    plt.show()
"""  # noqa: E501


# A comment of the article's, without our English.
THEIRS = re.compile('#(?! (?:原为|新增|注) )[ -]*(.*[一-鿿].*?)(?: · .*)?$', re.MULTILINE)


def statements(text):
    """Each statement with the lines from the one before it to its own, and last '' with the rest.

    Of a function only its head counts, and no docstring.
    """
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    lines, above = text.splitlines(), 0
    for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield ast.unparse(node).splitlines()[0], '\n'.join(lines[above : node.lineno])
            above = node.lineno
    yield '', '\n'.join(lines[above:])


def test_with_its_marks_undone_it_is_the_articles_listing_with_its_comments():
    undone, added = [], 0
    for statement, lines in statements(TEXT):
        if mark := ADDED.search(lines):
            added = int(mark[1] or 1)
        if mark := WAS.search(lines):
            assert mark[1] != statement
            # The mark leaves out a leading `name = `.
            statement = re.match(r'(\w+ = )?', statement)[0] + mark[1]
        if added:
            added -= 1
            assert THEIRS.findall(lines) == []
        else:
            undone.append((statement, THEIRS.findall(lines)))
    assert undone == [
        (statement, THEIRS.findall(lines)) for statement, lines in statements(LISTING)
    ]
    assert added == 0


def test_six_statements_are_changed_and_seven_are_new():
    assert len(WAS.findall(TEXT)) == 6
    assert sum(int(number or 1) for number in ADDED.findall(TEXT)) == 7


def test_it_imports_nothing_but_os_and_the_libraries_of_the_article():
    imports = [text for text, _ in statements(TEXT) if re.match('import |from ', text)]
    packages = {re.split(r'[ .]', text)[1] for text in imports}
    assert packages == {'os', 'numpy', 'pandas', 'matplotlib', 'keras'}
