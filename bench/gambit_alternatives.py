"""Of each game on stdin (`.efg` texts in a JSON list) what the best lie gains a type while others are truthful, and the time taken.

Information sets bear the names of types and actions those of reports (gambit-games.ts), so truth is the action of the set's own name.
Exits with 3 where pygambit is missing.
"""
import json
import os
import sys
import tempfile

from timing import seconds_of

try:
    import pygambit
except ImportError:
    sys.exit(3)


def read(text):
    """Before version 16.3 games are read by a method of the class."""
    with tempfile.NamedTemporaryFile("w", suffix=".efg", delete=False) as file:
        file.write(text)
    try:
        return pygambit.read_efg(file.name) if hasattr(pygambit, "read_efg") else pygambit.Game.read_game(file.name)
    finally:
        os.unlink(file.name)


def values_of_truth(game):
    """Where all are truthful: of every information set its label and what each action is worth, by label."""
    profile = game.mixed_behavior_profile(rational=True)
    sets = [each for player in game.players for each in player.infosets]
    if not hasattr(profile, "action_values"):  # before version 17
        for each in sets:
            for action in each.actions:
                profile[action] = 1 if action.label == each.label else 0
        return [(each.label, {action.label: profile.action_value(action) for action in each.actions}) for each in sets]
    members = [next(iter(each.members)) for each in sets]
    for each, member in zip(sets, members):
        profile[member] = {each.label: 1}
    values = profile.action_values
    return [(each.label, {action.label: values[member][action.label] for action in each.actions}) for each, member in zip(sets, members)]


def best_gain(game):
    return max(value - values[truth] for truth, values in values_of_truth(game) for value in values.values())


answers = []
for text in json.load(sys.stdin):
    game = read(text)
    answers.append({"gain": str(best_gain(game)), "seconds": sorted(seconds_of(lambda: best_gain(game), 5))[2]})
print(json.dumps({"version": getattr(pygambit, "__version__", "unknown"), "answers": answers}))
