"""The program is the listing of the article, statement by statement and comment by comment, but
for what its marks say."""

import ast
import re

from program import ADDED, SCRIPT, TEXT, WAS

LISTING = (SCRIPT.parent / 'tests' / 'article_listing.txt').read_text('utf-8')


# A comment of the article's, without our English.
THEIRS = re.compile('#(?! (?:原为|新增|注) )[ -]*(.*[一-鿿].*?)(?: · .*)?$', re.MULTILINE)


def statements(text):
    """Pairs of a statement, of which the first line counts, and the lines from the statement above
    it to its own; the last pair is '' and the lines that follow. A docstring is no statement."""
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt)]
    nodes = [node for node in nodes if not isinstance(getattr(node, 'value', None), ast.Constant)]
    nodes.sort(key=lambda node: (node.lineno, node.col_offset))
    lines, pairs, above = text.splitlines(), [], 0
    for node in nodes:
        first_line = ast.unparse(node).splitlines()[0]
        pairs.append((first_line, '\n'.join(lines[above : node.lineno])))
        above = node.lineno
    return [*pairs, ('', '\n'.join(lines[above:]))]


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


def test_it_imports_nothing_but_os_and_the_libraries_of_the_article():
    imports = [text for text, _ in statements(TEXT) if re.match('import |from ', text)]
    packages = {re.split(r'[ .]', text)[1] for text in imports}
    assert packages == {'os', 'numpy', 'pandas', 'matplotlib', 'keras'}
