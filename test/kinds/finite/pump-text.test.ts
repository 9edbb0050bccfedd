import { expect, it } from 'vitest';
import { heldBeliefs } from '../../../src/environment/finite/held-beliefs.ts';
import { modelAt } from '../../../src/environment/finite/model.ts';
import { parseEnvironment } from '../../../src/environment/finite/parse.ts';
import { answerDesign } from '../../../src/kinds/finite/design.ts';
import { pumpText } from '../../../src/kinds/finite/pump-text.ts';
import { bestOf } from '../../../src/mechanism/finite/design.ts';
import { expectedOf } from '../../../src/mechanism/finite/transfer-terms.ts';
import { rational, rationalText, sign } from '../../../src/programs/rational.ts';

// Agents who disagree: both take a bet that loses money at every profile.
const file = {
  finite: 1, agents: { anna: ['x', 'y'], ben: ['z', 'w'] }, outcomes: ['none', 'big'], rule: 'efficient',
  beliefs: { anna: [['1/2', '1/2'], ['1/4', '3/4']], ben: [['1/4', '3/4'], ['3/4', '1/4']] },
  payoffs: { anna: { big: { own: [1, 2] } }, ben: { big: { own: [1, 3] } } },
};

it('a pump hurts no truth, tempts no lie, pays the designer, and is said in the words of the model', async () => {
  const environment = parseEnvironment(file);
  const model = modelAt(environment);
  const best = await bestOf(model, { transfers: 'bayesian', balance: 'no-deficit', allocation: 'rule', objective: 'subsidy' });
  if (best.status !== 'unbounded') throw new Error(best.status);
  const [money] = best.pump.menu;
  const beliefs = heldBeliefs(model, 'interim');
  model.agents.forEach(({ types }, agent) => types.forEach((_, type) => {
    const { belief } = beliefs[agent]![type]![0]!;
    const [truth, lie] = [type, 1 - type].map((report) => expectedOf(model, money![agent]!, agent, report, belief));
    expect([sign(truth!) >= 0, truth!.compare(lie!) >= 0]).toEqual([true, true]);
  }));
  for (let profile = 0; profile < 4; profile++) expect(sign(money![0]![profile]!.add(money![1]![profile]!))).toBe(-1);
  const text = pumpText(model, best.pump);
  // The budget binds alike everywhere, so what she takes is the same at every profile.
  const taken = money![0]![0]!.add(money![1]![0]!).neg();
  expect(text).toMatch(new RegExp(`; each time the designer takes ${rationalText(taken)} at every profile$`));
  expect(text).toMatch(/^these transfers can be added again and again: anna .* at \(x, z\), .* at \(y, w\); ben .* at \(x, z\), /);
  const { verdicts } = await answerDesign({
    environment, parameters: new Map(), goal: 'implement', transfers: 'bayesian', balance: 'no-deficit', preference: { kind: 'maxmin' },
  });
  expect(verdicts.map(({ text: said }) => said)).toContainEqual(expect.stringContaining(`${text}; agents whose beliefs follow`));
});

it('agents without money in the pump are left out, long lists are counted', () => {
  const types = ['a', 'b', 'c', 'd', 'e', 'f'];
  const model = modelAt(parseEnvironment({
    finite: 1, agents: { anna: types, ben: ['z'] }, outcomes: ['none'], payoffs: { anna: {}, ben: {} }, prior: 'uniform',
  }));
  const menu = [[[3, -1, 0, 1, 1, 1].map((value) => rational(value)), types.map(() => rational(0))]];
  expect(pumpText(model, { menu })).toBe('these transfers can be added again and again: anna receives 3 at (a, z), pays 1 at (b, z), '
    + 'receives 1 at (d, z), receives 1 at (e, z) and so on at 1 more');
  const pays = [[[-3, 1, 0, 0, 0, 0].map((value) => rational(value)), types.map(() => rational(0))]];
  expect(pumpText(model, { menu: pays })).toBe('these transfers can be added again and again: anna pays 3 at (a, z), receives 1 at (b, z)'
    + '; each time the designer takes 1/3 on average under the prior');
});
