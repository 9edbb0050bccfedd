// Opens a folder's report.html in Chromium, as on a desktop, on a phone of 390 pixels and in the dark: no errors, no requests, all of it
// within the page, tables and figures that scroll by keyboard, names for those who hear it, tooltips, and words that can be read.
// Debian's chromium is installed where it is missing and that is possible; elsewhere the check is left out and says why.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const folders = process.argv.slice(2);
const problems = [];
let tooltips = 0;
const check = (fine, what) => void (fine || problems.push(what));

/** Path of a Chromium, or why there is none. */
function findBrowser() {
  const found = () => ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
  const given = process.env.MISREPORT_CHROMIUM ?? found();
  if (given !== undefined) return { path: given };
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return { reason: 'no Chromium here, and only root on Linux can install one' };
  const steps = [['update'], ['install', '-y', '--no-install-recommends', 'chromium']];
  const failed = steps.find((argv) => spawnSync('apt-get', argv, { stdio: 'ignore', timeout: 300_000 }).status !== 0);
  if (failed) return { reason: `apt-get ${failed.join(' ')} fails` };
  return found() === undefined ? { reason: 'apt-get installed no chromium' } : { path: found() };
}

/** Contrast of two CSS colours after WCAG 2. Runs in the page, as do all functions below. */
function pageFacts() {
  const channels = (colour) => colour.match(/[\d.]+/g).slice(0, 3).map(Number);
  const luminance = (colour) => channels(colour).map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => { const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const ground = getComputedStyle(document.body).backgroundColor;
  const texts = [...document.querySelectorAll('h1, h2, h3, p, li, th, td, dt, dd, a, figcaption, summary, .faint, .status')]
    .filter((element) => element.textContent.trim() !== '' && element.getClientRects().length > 0);
  const pictures = [...document.querySelectorAll('figure svg')];
  const letters = pictures.flatMap((svg) => {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return [...svg.querySelectorAll('text')].map((text) => scale * Number.parseFloat(text.getAttribute('font-size')));
  }).filter((size) => size > 0);
  const centre = (mark) => { const { x, y, width, height } = mark.getBoundingClientRect(); return [x + width / 2, y + height / 2]; };
  const titled = [...document.querySelectorAll('figure svg title')].map((title) => title.parentElement);
  const reached = titled.filter((mark) => {
    mark.scrollIntoView({ block: 'center', inline: 'center' });
    return document.elementFromPoint(...centre(mark))?.querySelector('title') !== null;
  });
  window.scrollTo(0, 0);
  const broken = pictures.filter((svg) => svg.getBoundingClientRect().height < 50).length;
  return {
    ground, lowestContrast: Math.min(...texts.map((text) => ratio(getComputedStyle(text).color, ground))),
    smallestText: Math.min(...texts.map((text) => Number.parseFloat(getComputedStyle(text).fontSize))),
    smallestLetters: letters.length === 0 ? 12 : Math.min(...letters), broken, pictures: pictures.length,
    pageWidth: document.scrollingElement.scrollWidth, tooltips: titled.length, reached: reached.length,
    duplicates: [...document.querySelectorAll('[id]')].map(({ id }) => id).filter((id, i, all) => all.indexOf(id) !== i),
    unnamed: [...document.querySelectorAll('[role="region"], [role="img"], nav')].filter((e) => !e.getAttribute('aria-label')).length,
    deadLinks: [...document.querySelectorAll('a[href^="#"]')].filter((a) => document.getElementById(a.hash.slice(1)) === null).length,
    files: [...document.querySelectorAll('a[href]:not([href^="#"])')].map((a) => a.getAttribute('href')),
  };
}

/** Scrolls the first region that is wider than its room with the arrow key, after tabbing to it. */
async function scrollsByKeyboard(page) {
  const region = await page.evaluateHandle(() =>
    [...document.querySelectorAll('[tabindex="0"]')].find((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 20) ?? null);
  if (!(await region.evaluate((element) => element !== null))) return true;
  for (let i = 0; i < 400; i++) {
    await page.keyboard.press('Tab');
    if (await region.evaluate((element) => element === document.activeElement)) break;
  }
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(300);
  return region.evaluate((element) => element === document.activeElement && element.scrollLeft > 0);
}

const VIEWS = [
  { name: 'desktop', viewport: { width: 1280, height: 900 }, colorScheme: 'light' },
  { name: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'light', isMobile: true, hasTouch: true },
  { name: 'dark', viewport: { width: 1280, height: 900 }, colorScheme: 'dark' },
];

async function look(browser, folder, { name, ...options }) {
  const url = pathToFileURL(join(resolve(folder), 'report.html')).href;
  const at = `${folder}/report.html, ${name}`;
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on('console', (message) => check(message.type() !== 'error' && message.type() !== 'warning', `${at}: console: ${message.text()}`));
  page.on('pageerror', (error) => check(false, `${at}: ${error.message}`));
  page.on('request', (request) => check(request.url() === url || request.url().startsWith('data:'), `${at}: asks for ${request.url()}`));
  await page.goto(url, { waitUntil: 'load' });
  const faces = await page.evaluate(async () => [...await document.fonts.ready].filter(({ status }) => status === 'loaded').length);
  check(faces >= 2, `${at}: ${faces} of the page's own typefaces are in use`);
  const facts = await page.evaluate(pageFacts);
  check(facts.broken === 0, `${at}: ${facts.broken} of ${facts.pictures} figures do not show`);
  check(facts.pageWidth <= options.viewport.width, `${at}: the page is ${facts.pageWidth} pixels wide`);
  check(facts.lowestContrast >= 4.5, `${at}: words with a contrast of ${facts.lowestContrast.toFixed(2)}, 4.5 is the least`);
  check(facts.smallestText >= 12, `${at}: words of ${facts.smallestText} pixels, 12 is the least`);
  check(facts.smallestLetters >= 9, `${at}: letters in figures of ${facts.smallestLetters.toFixed(1)} pixels, 9 is the least`);
  check((facts.ground !== 'rgb(255, 255, 255)') === (options.colorScheme === 'dark'), `${at}: the ground is ${facts.ground}`);
  // Points stand on the middle of their bars.
  check(facts.reached >= 0.8 * facts.tooltips, `${at}: ${facts.reached} of ${facts.tooltips} tooltips can be reached`);
  check(facts.duplicates.length === 0, `${at}: ids twice: ${facts.duplicates.slice(0, 3).join(', ')}`);
  check(facts.unnamed === 0, `${at}: ${facts.unnamed} regions or pictures without a name`);
  check(facts.deadLinks === 0, `${at}: ${facts.deadLinks} links lead nowhere`);
  for (const file of facts.files) check(existsSync(join(folder, file)), `${at}: links to ${file}, which is not there`);
  tooltips += facts.tooltips;
  const names = await page.getByRole('img').evaluateAll((images) => images.map((image) => image.getAttribute('aria-label')));
  check(names.length === facts.pictures && new Set(names).size === names.length, `${at}: ${names.length} pictures have ${new Set(names).size} names`);
  check(await page.getByRole('heading', { level: 1 }).count() === 1, `${at}: not one main heading`);
  check(await scrollsByKeyboard(page), `${at}: what is too wide does not scroll by keyboard`);
  await context.close();
}

const { path, reason } = findBrowser();
if (path === undefined) {
  process.stdout.write(`report: not opened in a browser: ${reason}\n`);
} else {
  const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox'] });
  try {
    for (const folder of folders) for (const view of VIEWS) await look(browser, folder, view);
  } finally {
    await browser.close();
  }
  check(tooltips > 0, 'no figure has tooltips');
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  const version = execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
  process.stdout.write(`report: ${folders.length} opened in ${version}, ${VIEWS.length} ways each, ${problems.length} problems\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
