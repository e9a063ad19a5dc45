"""The codebook as a .qdc: valid, the same every time, read back as it was; foreign and hostile files."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from nlp.themes.codebook import CodebookError, codebook, codebook_yaml, load_codebook, make_codebook
from nlp.themes.qdc import NAMESPACE, from_qdc, load_qdc, to_qdc

# What the standard's schema allows, written down from its description.
SCHEMA = f"""
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{NAMESPACE}" targetNamespace="{NAMESPACE}"
           elementFormDefault="qualified">
  <xs:element name="CodeBook"><xs:complexType>
    <xs:sequence>
      <xs:element name="Codes" type="Codes"/>
      <xs:element name="Sets" type="Sets" minOccurs="0"/>
    </xs:sequence>
    <xs:attribute name="origin" type="xs:string"/>
  </xs:complexType></xs:element>
  <xs:complexType name="Codes">
    <xs:sequence><xs:element name="Code" type="Code" maxOccurs="unbounded"/></xs:sequence>
  </xs:complexType>
  <xs:complexType name="Code">
    <xs:sequence>
      <xs:element name="Description" type="xs:string" minOccurs="0"/>
      <xs:element name="Code" type="Code" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence>
    <xs:attribute name="guid" type="Guid" use="required"/>
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="isCodable" type="xs:boolean" use="required"/>
    <xs:attribute name="color" type="Color"/>
  </xs:complexType>
  <xs:complexType name="Sets">
    <xs:sequence><xs:any processContents="skip" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
  </xs:complexType>
  <xs:simpleType name="Guid"><xs:restriction base="xs:token">
    <xs:pattern value="[0-9a-fA-F]{{8}}(-[0-9a-fA-F]{{4}}){{3}}-[0-9a-fA-F]{{12}}"/>
  </xs:restriction></xs:simpleType>
  <xs:simpleType name="Color"><xs:restriction base="xs:token">
    <xs:pattern value="#([A-Fa-f0-9]{{3}}|[A-Fa-f0-9]{{6}})"/>
  </xs:restriction></xs:simpleType>
</xs:schema>"""


def tree(data: bytes):
    return etree.fromstring(data)


def codes(root):
    return root.iter(f"{{{NAMESPACE}}}Code")


def test_the_file_is_valid():
    etree.XMLSchema(etree.XML(SCHEMA)).assertValid(tree(to_qdc(codebook())))


def test_kinds_and_families_are_branches_and_codes_their_leaves():
    root = tree(to_qdc(codebook()))
    tops = root.findall("{*}Codes/{*}Code")
    assert [top.get("name") for top in tops] == ["问题 problems", "措施 measures"]
    assert [node.get("name") for node in tops[0]][1:9] == [f"{f.id} {f.zh}" for f in codebook().families]
    codable = [node for node in codes(root) if node.get("isCodable") == "true"]
    assert len(codable) == 54
    assert not any(node.findall("{*}Code") for node in codable)
    colors = {node.get("color") for node in codable if node.getparent().get("name") == "B 人员与能力"}
    assert len(colors) == 1


def test_guids_differ_and_stay_when_labels_change():
    guids = [node.get("guid") for node in codes(tree(to_qdc(codebook())))]
    assert len(set(guids)) == len(guids)
    raw = yaml.safe_load(codebook_yaml(codebook()))
    raw["codes"]["training"]["zh"] = "学习培训"
    raw["version"] = "2"
    assert [node.get("guid") for node in codes(tree(to_qdc(make_codebook(raw, "x"))))] == guids


def test_the_same_codebook_gives_the_same_bytes():
    assert to_qdc(codebook()) == to_qdc(codebook())


def test_what_gongkai_wrote_comes_back_without_a_note():
    answer = from_qdc(to_qdc(codebook()))
    assert answer.book == codebook()
    assert answer.notes == ()


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=12)
lines = st.lists(words, min_size=1, max_size=3).map("\n".join) | st.sampled_from(
    ["code: x", "a\nkind: b", "a\n\n  b", "a\rb"]
)
prose = lines.filter(lambda text: text.strip())


@st.composite
def books(draw):
    families = draw(st.lists(words, min_size=1, max_size=3, unique=True))
    names = draw(st.lists(words, min_size=1, max_size=6, unique=True))
    kinds = {name: draw(st.sampled_from(["problem", "measure"])) for name in names}
    problems = [name for name in names if kinds[name] == "problem"]
    bodies = {}
    for name in names:
        residual = draw(st.booleans())
        body = {word: draw(prose) for word in ("zh", "en", "definition", "include", "exclude")}
        body |= {"kind": kinds[name], "residual": residual, "examples": draw(st.lists(lines, max_size=2))}
        body["family"] = draw(st.sampled_from([*families, None] if residual else families))
        if kinds[name] == "measure" and problems:
            body["answers"] = draw(st.lists(st.sampled_from(problems), unique=True))
        ours = [entry.code for entry in codebook().kind(kinds[name], residual=True)]
        body["maps_to"] = draw(st.lists(st.sampled_from(ours), max_size=2, unique=True))
        bodies[name] = body
    labels = {family: {"zh": draw(prose), "en": draw(prose)} for family in families}
    return make_codebook({"version": draw(words), "families": labels, "codes": bodies}, "drawn")


@settings(max_examples=80, deadline=None)
@given(books())
def test_any_codebook_comes_back_from_a_qdc(book):
    written = to_qdc(book)
    assert from_qdc(written).book == book
    assert to_qdc(from_qdc(written).book) == written
    etree.XMLSchema(etree.XML(SCHEMA)).assertValid(tree(written))


@settings(max_examples=40, deadline=None)
@given(books())
def test_any_codebook_comes_back_from_yaml(book):
    assert make_codebook(yaml.safe_load(codebook_yaml(book)), "back") == book


def test_a_codebook_can_be_taken_from_a_file_and_written_as_yaml(tmp_path):
    (tmp_path / "a.qdc").write_bytes(to_qdc(codebook()))
    (tmp_path / "a.yaml").write_text(codebook_yaml(load_qdc(tmp_path / "a.qdc").book), "utf-8")
    assert load_codebook(tmp_path / "a.yaml") == codebook()


GUID = 'guid="00000000-0000-0000-0000-00000000000{}"'


def foreign(inside: str, attributes: str = 'origin="Another program 12"') -> bytes:
    return (
        f'<?xml version="1.0"?><CodeBook xmlns="{NAMESPACE}" {attributes}><Codes>{inside}</Codes></CodeBook>'.encode()
    )


def code(name: str, inside: str = "", codable: str = "true", more: str = "") -> str:
    return f'<Code {GUID.format(1)} name="{name}" isCodable="{codable}" {more}>{inside}</Code>'


def test_a_foreign_file_gives_its_names_and_descriptions():
    said = "<Description>Hands are\nlacking.</Description>"
    answer = from_qdc(foreign(code("Staff", code("Too few people", said), "false") + code("Other")), kind="measure")
    entry = answer.book.code("Too_few_people")
    assert (entry.kind, entry.zh, entry.definition) == ("measure", "Too few people", "Hands are\nlacking.")
    family = answer.book.family("Too_few_people")
    assert family is not None
    assert family.zh == "Staff"
    assert entry.include == entry.exclude == "not stated in the .qdc"
    assert list(answer.book.codes) == ["Too_few_people", "Other"]
    assert "Other has no description" in answer.notes


@pytest.mark.parametrize(
    ("inside", "note"),
    [
        (code("A", code("B", code("C", code("D")))), "A > B > C > D: only the outermost level is kept"),
        (code("A") + code("A"), "another code is named 'A'"),
        (code("A") + code("B", codable="false"), "B can't be coded with and holds nothing"),
        (code("A", more='color="#fff"'), "colours are left out"),
        (code("A"), "taken as problem"),
        (code("A"), "names no version"),
        (code("A") + f"</Codes><Sets><Set {GUID.format(2)} name='s'/></Sets><Codes>", "1 sets of codes"),
    ],
)
def test_what_cannot_be_carried_over_is_told(inside, note):
    assert any(note in told for told in from_qdc(foreign(inside)).notes)


def edited(change) -> bytes:
    root = tree(to_qdc(codebook()))
    change({node.get("name").split()[0]: node for node in codes(root)})
    return etree.tostring(root)


def test_a_code_renamed_elsewhere_keeps_its_code_and_is_told():
    answer = from_qdc(edited(lambda node: node["training"].set("name", "培训")))
    assert answer.book.code("training").zh == "培训学习、提升能力"
    assert answer.notes == ("training is named '培训' in the file; its description is believed",)


def test_a_code_added_elsewhere_takes_kind_and_family_from_its_place():
    answer = from_qdc(edited(lambda node: node["staff_capability"].getparent().append(etree.XML(code("疫情")))))
    entry = answer.book.code("疫情")
    assert (entry.kind, entry.family) == ("problem", "B")


def test_an_answer_to_a_code_that_was_deleted_is_left_out_and_told():
    answer = from_qdc(edited(lambda node: node["staff_capability"].getparent().remove(node["staff_capability"])))
    assert "staff_capability" not in answer.book
    assert "staff_capability" not in answer.book.code("training").answers
    assert any("training answers staff_capability" in note for note in answer.notes)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "can't be read as XML"),
        (b"PK\x03\x04", "can't be read as XML"),
        (b"<CodeBook/>", "no REFI-QDA codebook"),
        (b'<Project xmlns="urn:QDA-XML:project:1.0"/>', "no REFI-QDA codebook"),
        (foreign(""), "there is no code"),
        (foreign(code("A", codable="false")), "there is no code"),
        (
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + foreign(code("&e;"))[21:],
            "can't be read|document type",
        ),
        (b'<!DOCTYPE x SYSTEM "http://nowhere.invalid/x.dtd">' + foreign(code("A"))[21:], "document type"),
        (b"<CodeBook>" * 5000, "can't be read as XML"),
        (b" " * 20_000_001, "larger than"),
    ],
)
def test_a_file_that_is_no_qdc_is_refused_in_one_line(data, complaint):
    with pytest.raises(CodebookError, match=complaint) as refused:
        from_qdc(data, "their.qdc")
    assert "their.qdc" in str(refused.value)
    assert "root:" not in str(refused.value)


def test_an_entity_in_a_text_is_not_followed():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    with pytest.raises(CodebookError, match="document type"):
        from_qdc(bomb + foreign(code("A", "<Description>&b;</Description>"))[21:])


def test_a_file_that_is_not_there_is_a_codebook_error(tmp_path):
    with pytest.raises(CodebookError, match=r"absent\.qdc"):
        load_qdc(tmp_path / "absent.qdc")


def test_thousands_of_odd_codes_are_cut_short_in_the_notes():
    answer = from_qdc(foreign("".join(code("A" * 500) for _ in range(3000))))
    assert len(answer.book.codes) == 3000
    assert len(answer.notes) <= 201
    assert all(len(note) < 300 for note in answer.notes)


def test_what_xml_cannot_hold_is_refused_with_the_place():
    raw = yaml.safe_load(codebook_yaml(codebook()))
    raw["codes"]["training"]["include"] = "a\x07b"
    with pytest.raises(CodebookError, match=r"code:measure:training.*x07"):
        to_qdc(make_codebook(raw, "mine"))
    with pytest.raises(CodebookError, match="without codes"):
        to_qdc(make_codebook({"version": "1", "codes": {}}, "mine"))
