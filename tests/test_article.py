"""The program is the listing of the article, statement by statement and comment by comment, but
for what its marks say."""

import ast
import re

from conftest import ADDED, SCRIPT, TEXT, WAS

LISTING = (SCRIPT.parent / 'tests' / 'article_listing.txt').read_text('utf-8')


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
