namespace EngageStream.Host.Mapping.Expressions;

/// <summary>A yes-or-no question about one row.</summary>
public abstract class RowCondition
{
    /// <summary>Whether the row answers yes. A fault is left in the row.</summary>
    public abstract bool Holds(Row row);
}

/// <summary>What a text condition compares.</summary>
public enum TextTest : byte
{
    Empty,
    Equal,
    StartsWith,
    EndsWith,
    Contains,
}

/// <summary>A question about a column's text; upper and lower case differ.</summary>
public sealed class TextCondition(TextTest test, int slot, string operand) : RowCondition
{
    /// <inheritdoc/>
    public override bool Holds(Row row)
    {
        ReadOnlySpan<char> text = row.Text(slot);
        return test switch
        {
            TextTest.Empty => text.IsEmpty,
            TextTest.Equal => text.SequenceEqual(operand),
            TextTest.StartsWith => text.StartsWith(operand, StringComparison.Ordinal),
            TextTest.EndsWith => text.EndsWith(operand, StringComparison.Ordinal),
            _ => text.Contains(operand, StringComparison.Ordinal),
        };
    }
}

/// <summary>A comparison of two numbers.</summary>
public sealed class NumberCondition(string comparison, Number<Row> left, Number<Row> right) : RowCondition
{
    /// <inheritdoc/>
    public override bool Holds(Row row)
    {
        int order = left.Evaluate(row).CompareTo(right.Evaluate(row));
        return comparison switch
        {
            "=" => order == 0,
            "!=" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            _ => order >= 0,
        };
    }
}

/// <summary>The opposite of a condition.</summary>
public sealed class NotCondition(RowCondition inner) : RowCondition
{
    /// <inheritdoc/>
    public override bool Holds(Row row) => !inner.Holds(row);
}

/// <summary>Both of two conditions; the right one is not asked when the left one fails.</summary>
public sealed class AndCondition(RowCondition left, RowCondition right) : RowCondition
{
    /// <inheritdoc/>
    public override bool Holds(Row row) => left.Holds(row) && right.Holds(row);
}

/// <summary>At least one of two conditions; the right one is not asked when the left one holds.</summary>
public sealed class OrCondition(RowCondition left, RowCondition right) : RowCondition
{
    /// <inheritdoc/>
    public override bool Holds(Row row) => left.Holds(row) || right.Holds(row);
}
