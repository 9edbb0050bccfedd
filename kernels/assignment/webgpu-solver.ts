/** solver.ts and competitive.ts in WGSL, on the arrays that a thread has of its own (webgpu-text.ts). */

export const SOLVER = /* wgsl */ `
const NEVER = 2147483647;

fn clearMarket() {
  for (var i = 0u; i < bidders; i++) { columnOf[i] = -1; utilities[i] = 0; isIn[i] = 0; }
  for (var j = 0u; j < objects; j++) { rowOf[j] = -1; prices[j] = 0; }
}

// Shortest augmenting paths, a row at a time.
fn insert(row : u32) {
  isIn[row] = 1;
  var most = 0;
  for (var j = 0u; j < objects; j++) {
    most = max(most, worth[row * objects + j] - prices[j]);
    distance[j] = NEVER;
    done[j] = 0;
  }
  utilities[row] = most;
  var shed = row;
  var shedAt = most;
  var here = row;
  var reached = 0;
  var last = -1;
  loop {
    let base = reached + utilities[here];
    var next = -1;
    var least = NEVER;
    for (var j = 0u; j < objects; j++) {
      if (done[j] == 1) { continue; }
      let length = base + prices[j] - worth[here * objects + j];
      if (length < distance[j]) { distance[j] = length; taker[j] = here; }
      if (distance[j] < least) { least = distance[j]; next = i32(j); }
    }
    if (next < 0 || shedAt < least) { reached = shedAt; break; }
    reached = least;
    if (rowOf[next] < 0) { last = next; break; }
    done[next] = 1;
    here = u32(rowOf[next]);
    if (reached + utilities[here] < shedAt) { shed = here; shedAt = reached + utilities[here]; }
  }
  for (var j = 0u; j < objects; j++) {
    if (done[j] == 0) { continue; }
    prices[j] += reached - distance[j];
    utilities[rowOf[j]] -= reached - distance[j];
  }
  utilities[row] -= reached;
  if (last < 0) {
    last = columnOf[shed];
    columnOf[shed] = -1;
    if (shed == row) { return; }
  }
  while (last >= 0) {
    let takes = taker[last];
    let before = columnOf[takes];
    rowOf[last] = i32(takes);
    columnOf[takes] = last;
    last = before;
  }
}

// The column nearest of those that are not settled, which it settles.
fn settleNearest() -> u32 {
  var next = objects;
  for (var j = 0u; j < objects; j++) {
    if (done[j] == 0 && (next == objects || distance[j] < distance[next])) { next = j; }
  }
  done[next] = 1;
  return next;
}

fn lowestPrices() {
  for (var j = 0u; j < objects; j++) {
    distance[j] = prices[j];
    done[j] = 0;
    for (var i = 0u; i < bidders; i++) {
      if (isIn[i] == 1 && columnOf[i] < 0) { distance[j] = min(distance[j], prices[j] - worth[i * objects + j]); }
    }
  }
  for (var step = 0u; step < objects; step++) {
    let settled = settleNearest();
    if (rowOf[settled] < 0) { continue; }
    let row = u32(rowOf[settled]);
    let base = distance[settled] + utilities[row];
    for (var j = 0u; j < objects; j++) {
      if (done[j] == 0) { distance[j] = min(distance[j], max(distance[settled], base + prices[j] - worth[row * objects + j])); }
    }
  }
  for (var j = 0u; j < objects; j++) { asked[j] = prices[j] - distance[j]; }
}

fn highestPrices() {
  for (var j = 0u; j < objects; j++) {
    distance[j] = 0;
    done[j] = 0;
    if (rowOf[j] >= 0) { distance[j] = utilities[rowOf[j]]; }
  }
  for (var step = 0u; step < objects; step++) {
    let settled = settleNearest();
    let base = distance[settled] + prices[settled];
    for (var j = 0u; j < objects; j++) {
      if (done[j] == 1 || rowOf[j] < 0) { continue; }
      let row = u32(rowOf[j]);
      distance[j] = min(distance[j], max(distance[settled], base + utilities[row] - worth[row * objects + settled]));
    }
  }
  for (var j = 0u; j < objects; j++) { asked[j] = prices[j] + distance[j]; }
}
`;

export const AUDIT = /* wgsl */ `
fn surplus(i : u32, j : i32) -> i32 {
  if (j < 0) { return 0; }
  return worth[i * objects + u32(j)] - asked[j];
}

// By the definition, from columnOf and asked; leaves owners in taker, objects without one at \`bidders\`.
fn isCompetitive() -> bool {
  for (var j = 0u; j < objects; j++) { taker[j] = bidders; }
  for (var i = 0u; i < bidders; i++) {
    if (columnOf[i] < 0) { continue; }
    if (taker[columnOf[i]] < bidders) { return false; }
    taker[columnOf[i]] = i;
  }
  for (var j = 0u; j < objects; j++) {
    if (asked[j] < 0 || (taker[j] == bidders && asked[j] != 0)) { return false; }
  }
  for (var i = 0u; i < bidders; i++) {
    let has = surplus(i, columnOf[i]);
    if (has < 0) { return false; }
    for (var j = 0; j < i32(objects); j++) { if (surplus(i, j) > has) { return false; } }
  }
  return true;
}

fn hold(j : u32) {
  if (done[j] == 1) { return; }
  done[j] = 1;
  if (taker[j] < bidders) { open[opened] = taker[j]; opened++; }
}

// After isCompetitive: every object costs nothing, or is held up by somebody who would as soon have it.
fn isLowest() -> bool {
  opened = 0u;
  for (var j = 0u; j < objects; j++) { done[j] = 0; }
  for (var j = 0u; j < objects; j++) { if (asked[j] == 0) { hold(j); } }
  for (var i = 0u; i < bidders; i++) { if (columnOf[i] < 0) { open[opened] = i; opened++; } }
  while (opened > 0u) {
    opened--;
    let i = open[opened];
    let has = surplus(i, columnOf[i]);
    for (var j = 0u; j < objects; j++) { if (surplus(i, i32(j)) == has) { hold(j); } }
  }
  for (var j = 0u; j < objects; j++) { if (done[j] == 0) { return false; } }
  return true;
}
`;
