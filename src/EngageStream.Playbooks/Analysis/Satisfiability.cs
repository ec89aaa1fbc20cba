using System.Collections.Immutable;

namespace EngageStream.Playbooks.Analysis;

/// <summary>
/// Tells whether some user can make a formula true, by a semantic tableau: demands on one expression narrow its set, and a
/// branch dies when a set is empty. Expressions count as independent of each other, so "no" is certain and "yes" is not.
/// </summary>
internal static class Satisfiability
{
    // Branches grow exponentially with "or"; beyond this many steps the answer is a lenient yes.
    private const int MostSteps = 50_000;

    public static bool CanHold(Formula formula)
    {
        int steps = MostSteps;
        return Search(
            ImmutableStack.Create(formula), ImmutableStack<AnyFormula>.Empty, ImmutableDictionary<string, ValueSet>.Empty, ref steps);
    }

    public static bool AlwaysHolds(Formula formula) => !CanHold(formula.Negate());

    private static bool Search(
        ImmutableStack<Formula> demands, ImmutableStack<AnyFormula> choices, ImmutableDictionary<string, ValueSet> possible, ref int steps)
    {
        // 1. What must hold narrows the sets; choices wait, so that a dead branch is seen before it splits.
        while (!demands.IsEmpty)
        {
            if (--steps <= 0)
            {
                return true;
            }

            demands = demands.Pop(out Formula demand);
            switch (demand)
            {
                case AtomFormula atom:
                    ValueSet left = possible.TryGetValue(atom.Expression, out ValueSet? known) ? known.Intersect(atom.Holds) : atom.Holds;
                    if (left.IsEmpty)
                    {
                        return false;
                    }

                    possible = possible.SetItem(atom.Expression, left);
                    break;
                case AllFormula all:
                    demands = all.Parts.Aggregate(demands, (stack, part) => stack.Push(part));
                    break;
                case AnyFormula any:
                    choices = choices.Push(any);
                    break;
            }
        }

        if (choices.IsEmpty)
        {
            return true;
        }

        // 2. One choice is tried part by part.
        choices = choices.Pop(out AnyFormula choice);
        foreach (Formula part in choice.Parts)
        {
            if (Search(ImmutableStack.Create(part), choices, possible, ref steps))
            {
                return true;
            }
        }

        return false;
    }
}
