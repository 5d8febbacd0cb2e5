// Seconds that run: down to the moment a number hides, up while the customer talks.
const started = new WeakMap();

const base = (timer) => {
  const from = timer.dataset.secondsLeft ?? timer.dataset.secondsSince;
  const known = started.get(timer);
  if (known?.from === from) return known;
  const fresh = { from, at: performance.now() };
  started.set(timer, fresh);
  return fresh;
};

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

const tick = () => {
  for (const timer of document.querySelectorAll("[data-seconds-since]")) {
    const { from, at } = base(timer);
    timer.textContent = clock(Number(from) + Math.floor((performance.now() - at) / 1000));
  }
  for (const timer of document.querySelectorAll("[data-seconds-left]")) {
    const { from, at } = base(timer);
    const left = Math.max(0, Number(from) - Math.floor((performance.now() - at) / 1000));
    timer.textContent = timer.dataset.words.replace("{seconds}", left);
    timer.classList.toggle("running-out", left <= 20);
    if (left === 0 && !timer.dataset.over) {
      timer.dataset.over = "yes";
      htmx.trigger("#call", "refresh");
    }
  }
};

setInterval(tick, 1000);
document.addEventListener("htmx:afterSettle", tick);
tick();
