"""What leaders, supervisors and managers see."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from callguard.db.models import Case
from callguard.demo.samples import order_list_csv
from tests.browser.tour.visitor import Visitor

SHORT_DAY = '[[windows]]\ndays = ["mon", "tue"]\nopens = "11:00"\ncloses = "16:00"\n'


def plan_and_team(visitor: Visitor) -> Iterator[str]:
    """What can't be called today, and who is there."""
    page = visitor.page
    visitor.sign_in("zhao")
    visitor.go("/plan")
    yield "plan"
    page.locator("#obstacle-no_number [name=number]").first.fill("12345")
    visitor.submit("#obstacle-no_number form")
    visitor.see(".is-invalid")
    yield "plan-fault"
    visitor.go("/team")
    yield "team"
    for name, form in (("granted", "form[action$=certificates]"), ("revoked", "form[action$=revoke]")):
        with page.expect_navigation():
            visitor.submit(form)
        visitor.see("[data-toast]")
        yield f"team-{name}"
    visitor.sign_in("lin")
    visitor.go("/team")
    yield "team-own"


def imports(visitor: Visitor) -> Iterator[str]:
    """Files brought in: with faults, refused for their columns, and not a file at all."""
    page = visitor.page
    visitor.sign_in("zhao")
    visitor.go("/imports")
    yield "imports"
    visitor.submit("main form")
    visitor.see(".invalid-feedback:visible")
    yield "imports-faults"
    with TemporaryDirectory() as folder:
        orders = Path(folder) / "ExportOrderList.csv"
        orders.write_bytes(order_list_csv(40))
        _bring_in(visitor, orders, "taobao-orders")
        yield "import-done"
        odd = Path(folder) / "电话表.csv"
        odd.write_text("单号,谁,手机\n1001,王小明,13800138000\n1002,李雷,12\n", encoding="utf-8")
        _bring_in(visitor, odd, "generic")
        yield "import-refused"
        page.locator("a[href$=columns]").first.click()
        visitor.see("[id^=column-]")
        yield "import-columns"


def _bring_in(visitor: Visitor, file: Path, format_name: str) -> None:
    visitor.go("/imports")
    page = visitor.page
    page.locator("input[type=file]").set_input_files(file)
    page.locator(f"[name=format][value={format_name}]").check()
    if page.locator("#import-shop").count():
        page.locator("#import-shop").select_option("qingqi")
    page.locator("main form [type=submit]").click()
    visitor.see("#import-run:not([hx-get])")


def rules(visitor: Visitor) -> Iterator[str]:
    """The calling rules, and what other ones would change."""
    page = visitor.page
    visitor.sign_in("wu")
    visitor.go("/policies")
    yield "policies"
    visitor.unfold("details.unfold")
    yield "policies-unfolded"
    with TemporaryDirectory() as folder:
        broken = Path(folder) / "broken.toml"
        broken.write_text('[[windows]]\ndays = ["someday"]\n', encoding="utf-8")
        page.locator("[type=file]").set_input_files(broken)
        visitor.submit("main form[enctype]")
        visitor.see(".is-invalid")
        yield "policies-fault"
        short = Path(folder) / "short-day.toml"
        short.write_text(SHORT_DAY, encoding="utf-8")
        page.locator("[type=file]").set_input_files(short)
        visitor.submit("main form[enctype]")
        visitor.see(".change, .reading")
        yield "policies-preview"
    visitor.submit("main form")
    visitor.see(".version-in_force")
    yield "policies-activated"


def phrase_guard(visitor: Visitor) -> Iterator[str]:
    """The phrases that are not said, looked at, tried and edited."""
    page = visitor.page
    visitor.sign_in("chen")
    visitor.go("/phrases")
    yield "phrases"
    page.locator("#test").fill("这是规定，我也没办法。顾客：我要打12315！")
    visitor.see("#test-phrases li")
    yield "phrases-tried"
    page.locator("#test").fill("说话人1 00:01\n你们有病吧\n说话人2 00:05\n没办法")
    visitor.see("#test-speakers")
    yield "phrases-talk"
    visitor.go("/phrases?q=没有这样的话")
    yield "phrases-nothing-found"
    visitor.go("/phrases/new")
    yield "phrase-new"
    visitor.submit("main form")
    visitor.see(".is-invalid")
    yield "phrase-faults"
    visitor.go("/phrases")
    page.locator("a[href*='/phrases/edit']").first.click()
    visitor.see("main form")
    yield "phrase-edit"
    with TemporaryDirectory() as folder:
        file = Path(folder) / "phrases.csv"
        file.write_text("说法,类别,级别\n随便,没有这一类,warn\n", encoding="utf-8")
        visitor.go("/phrases")
        page.locator("[type=file]").set_input_files(file)
        visitor.submit("form[enctype]")
        visitor.see(".import-result, .is-invalid")
        yield "phrases-imported"


def phrasebook(visitor: Visitor) -> Iterator[str]:
    """The phrases that are said."""
    visitor.sign_in("lin")
    visitor.go("/phrasebook")
    yield "phrasebook"
    visitor.submit("#own form:has(#field-text)")
    visitor.see(".is-invalid")
    yield "phrasebook-faults"


def same_person(visitor: Visitor) -> Iterator[str]:
    """Two customers who are one: asked about, taken together."""
    visitor.sign_in("zhao")
    one = visitor.case()
    other = visitor.case(Case.id < one - 1)
    visitor.go(f"/cases/{one}/same-person?number=nowhere")
    visitor.see(".is-invalid")
    yield "same-person-fault"
    with visitor.database.reading() as session:
        number = session.get_one(Case, other).number
    visitor.go(f"/cases/{one}/same-person?number={number}")
    visitor.see("#merge-words")
    yield "same-person-both"
    visitor.page.locator("#merge-words").fill("电话里说这是自己的另一个账号")
    visitor.submit("form[method=post]:has(#merge-words)")
    visitor.see("[data-toast]")
    visitor.go(f"/cases/{one}/same-person")
    visitor.unfold("details.unfold")
    yield "same-person-merged"


def practice(visitor: Visitor) -> Iterator[str]:
    """A practice call from both sides."""
    page = visitor.page
    visitor.sign_in("lin")
    visitor.go("/practice")
    yield "practice-none"
    visitor.submit(".practice-begin")
    visitor.see("#practice")
    yield "practice-asked"
    call = page.url
    visitor.sign_in("zhao")
    visitor.go("/practice")
    yield "practice-leader"
    page.goto(call)
    visitor.see("[data-key=t]")
    yield "practice-to-take"
    visitor.press("t")
    visitor.see(".practice-sheet")
    yield "practice-senior"
    visitor.sign_in("lin")
    page.goto(call)
    page.locator("#demands").fill("")
    visitor.press("Escape", "Shift+Enter")
    visitor.see(".is-invalid")
    yield "practice-prepare-faults"
    page.locator("#demands").fill("要补偿 → 先认错，从方案 2 谈")
    page.locator("[name='plans.3.kind']").select_option("partial_refund")
    page.locator("[name='plans.3.amount']").fill("60")
    visitor.press("Escape", "Shift+Enter")
    visitor.see(".practice-prepared")
    yield "practice-prepared"
    visitor.sign_in("zhao")
    page.goto(call)
    visitor.see("#prepared")
    yield "practice-senior-reads-on"
    visitor.sign_in("lin")
    page.goto(call)
    visitor.press("a")
    for step in "1243":
        visitor.press(step)
        visitor.see(f".stepper [value='{step}'][aria-current=step]")
        if step == "4":
            visitor.see("#skips")
            yield "practice-jumped"
    yield "practice-listening"
    visitor.press("4")
    visitor.see(".stepper [value='4'][aria-current=step]")
    visitor.press("Shift+Digit1")
    visitor.see(".on-table")
    yield "practice-offered"
    visitor.press("x")
    visitor.see(".rung-refused")
    visitor.press("Shift+Digit4")
    visitor.see(".approval-needs")
    page.locator("#notes").fill("没办法，顾客要投诉到12315")
    visitor.see("#notes-phrases li")
    yield "practice-waits"
    visitor.sign_in("zhao")
    page.goto(call)
    visitor.see("[data-key=a]")
    yield "practice-to-decide"
    visitor.press("c")
    page.keyboard.type("60")
    visitor.press("Enter")
    visitor.see("#amount-fault")
    yield "practice-amount-fault"
    page.locator("#counter").fill("55")
    visitor.press("Enter")
    visitor.see(".event-may")
    yield "practice-decided"
    visitor.sign_in("lin")
    page.goto(call)
    visitor.see(".approval-may")
    yield "practice-other-amount"
    visitor.press("y")
    visitor.see(".agreed")
    yield "practice-agreed"
    visitor.press("7")
    visitor.see(".stepper [value='7'][aria-current=step]")
    visitor.press("Shift+Enter")
    visitor.see(".notice-needs")
    yield "practice-over"
    visitor.sign_in("zhao")
    page.goto(call)
    visitor.choose(".practice-sheet [value=met]")
    visitor.choose("[name='grades.prompt'][value=partly]")
    visitor.submit("form:has(.practice-sheet), form.practice-sheet")
    visitor.see(".is-invalid, .invalid-feedback")
    yield "practice-score-faults"
    page.locator("[name='words.prompt']").fill("第 3 步停了两次")
    visitor.submit("form:has(.practice-sheet), form.practice-sheet")
    visitor.see(".practice-result, .practice-score")
    yield "practice-scored"
    visitor.sign_in("lin")
    page.goto(call)
    yield "practice-result"
    visitor.go("/practice")
    yield "practice-list"


def practice_called_off(visitor: Visitor) -> Iterator[str]:
    """A practice call that comes to nothing."""
    visitor.sign_in("lin")
    visitor.go("/practice")
    visitor.submit(".practice-begin")
    visitor.see("#practice")
    visitor.submit(".practice-actions form")
    visitor.see("[data-toast]")
    yield "practice-called-off"


WALKS = (plan_and_team, imports, rules, phrase_guard, phrasebook, same_person, practice, practice_called_off)
