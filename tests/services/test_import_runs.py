"""How an import is entered, progresses, stops and is seen."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from callguard.db.models import ImportedFile
from callguard.demo.samples import refund_list_xlsx
from callguard.domain.errors import UnknownId
from callguard.services import import_run
from callguard.services.import_mappings import mapping_of, save_mapping
from callguard.services.import_rows import RowWriter
from callguard.services.importing import (
    SILENT,
    ImportOrder,
    ImportState,
    begin_import,
    cells_left_out,
    faults_of,
    give_up,
    import_file,
    import_for,
    imports_for,
    state_of,
)
from tests.house import NOW, House
from tests.imports.files import csv_file
from tests.services.importer import GENERIC, ORDERS, REFUNDS, brought, runtime_of, standing, tallied

OWN_COLUMNS = csv_file([["单号A", "联系方式B"], ["2026112000000001", "13800130001"]])


CHUNK = 10


@pytest.fixture(autouse=True)
def small_chunks() -> Iterator[None]:
    """Chunks of ten rows: it takes no more of them to see one after the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_run, "CHUNK", CHUNK)
        yield


def test_progress_is_written_with_each_chunk(house: House) -> None:
    seen = []

    def look(imported: ImportedFile) -> None:
        with house.database.reading() as session:
            row = session.get_one(ImportedFile, imported.id)
            seen.append((row.done, row.total, row.added, len(standing(house).cases)))

    order = ImportOrder(house.shop, REFUNDS, "list.xlsx")
    import_file(runtime_of(house), refund_list_xlsx(CHUNK + 5), order, look)
    assert seen == [(CHUNK, CHUNK + 5, CHUNK, CHUNK), (CHUNK + 5, CHUNK + 5, CHUNK + 5, CHUNK + 5)]


def test_a_chunk_that_fails_leaves_nothing_of_itself_and_the_chunks_before_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, write = refund_list_xlsx(CHUNK * 2), RowWriter.write
    chunks = iter((write, _breaks))
    monkeypatch.setattr(RowWriter, "write", lambda writer: next(chunks)(writer))
    with pytest.raises(ZeroDivisionError):
        brought(house, file, REFUNDS)
    monkeypatch.undo()
    assert len(standing(house).cases) == CHUNK
    assert tallied(brought(house, file, REFUNDS)) == (CHUNK, 0, CHUNK, 0)


def test_a_chunk_that_lost_to_another_writer_is_written_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    write = RowWriter.write
    chunks = iter((_loses, _loses, write))
    monkeypatch.setattr(RowWriter, "write", lambda writer: next(chunks)(writer))
    assert tallied(brought(house, refund_list_xlsx(3), REFUNDS)) == (3, 0, 0, 0)


def test_a_chunk_that_always_loses_is_given_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RowWriter, "write", _loses)
    with pytest.raises(OperationalError):
        brought(house, refund_list_xlsx(3), REFUNDS)


def test_a_run_is_told_by_what_it_last_said(house: House) -> None:
    runtime = runtime_of(house)
    running = begin_import(runtime, ImportOrder(house.shop, REFUNDS, "list.xlsx", house.leader))
    assert state_of(running, NOW + SILENT - timedelta(seconds=1)) is ImportState.RUNNING
    assert state_of(running, NOW + SILENT) is ImportState.STOPPED
    give_up(runtime, running.id)
    with house.database.reading() as session:
        assert state_of(import_for(session, running.id, house.leader), NOW) is ImportState.STOPPED
    assert state_of(brought(house, b"", REFUNDS).imported, NOW) is ImportState.REFUSED
    assert state_of(brought(house, refund_list_xlsx(1), REFUNDS).imported, NOW + SILENT) is ImportState.DONE


def test_only_the_shops_own_people_see_its_imports(house: House) -> None:
    report = brought(house, csv_file([["订单号", "手机"], ["2026112000000001", "1"]]), GENERIC)
    with house.database.reading() as session:
        assert [one.id for one in imports_for(session, house.leader, 10)] == [report.imported.id]
        assert [fault.row_no for fault in faults_of(session, report.imported.id)] == [2]
        assert imports_for(session, house.outsider, 10) == []
        with pytest.raises(UnknownId):
            import_for(session, report.imported.id, house.outsider)


def test_a_list_of_nothing_but_titles_is_refused(house: House) -> None:
    refused = brought(house, csv_file([["订单号", "手机"], ["", ""]]), GENERIC).imported
    assert refused.problem == {"reason": "file_no_rows", "params": {}}
    assert refused.columns == {"titles": ["订单号", "手机"], "taken": {}}
    assert state_of(refused, NOW) is ImportState.REFUSED


def test_counts_the_cells_left_out_of_rows_that_are_in(house: House) -> None:
    titles, good, masked = ["订单编号", "联系手机"], "13800130003", "138****0001"
    two = csv_file([titles, ["2026112000000001", masked], ["2026112000000002", masked], ["", masked]])
    imports = [brought(house, file, ORDERS).imported for file in (two, csv_file([titles, ["2026112000000003", good]]))]
    with house.database.reading() as session:
        assert {fault.row_no for fault in faults_of(session, imports[0].id)} == {2, 3, 4}
        assert cells_left_out(session, imports) == {imports[0].id: 2}
        assert cells_left_out(session, imports[1:]) == {}


def test_a_shops_own_columns_are_used_once_they_were_chosen(house: House) -> None:
    refused = brought(house, OWN_COLUMNS, GENERIC).imported
    assert refused.columns == {"titles": ["单号A", "联系方式B"], "taken": {}}
    chosen = {"order_no": "单号A", "phone": " 联系方式B ", "name": "", "csrf_token": "x"}
    with house.writing() as session:
        save_mapping(session, house.shop.id, GENERIC, chosen, house.leader, NOW)
    report = brought(house, OWN_COLUMNS, GENERIC)
    assert tallied(report) == (1, 0, 0, 0)
    assert report.imported.columns is not None
    assert report.imported.columns["taken"] == {"order_no": "单号A", "phone": "联系方式B"}
    assert brought(house, OWN_COLUMNS, GENERIC, house.other_shop).imported.problem is not None


def test_a_choice_of_columns_can_be_taken_back(house: House) -> None:
    for chosen in ({"order_no": "单号A"}, {}):
        with house.writing() as session:
            save_mapping(session, house.shop.id, GENERIC, chosen, house.leader, NOW)
        with house.database.reading() as session:
            assert mapping_of(session, house.shop.id, GENERIC) == chosen


def test_a_row_of_customers_data_is_not_kept_as_column_titles(house: House) -> None:
    without_header = csv_file([["王小明", "13800130001"], ["李小红", "13800130002"]])
    refused = brought(house, without_header, GENERIC).imported
    assert refused.columns == {"titles": [], "taken": {}}
    with house.database.reading() as session:
        assert "13800130001" not in str(session.scalars(select(ImportedFile.problem)).all())


def _breaks(_writer: RowWriter) -> None:
    raise ZeroDivisionError


def _loses(_writer: RowWriter) -> None:
    raise OperationalError("INSERT", {}, Exception("database is locked"))
