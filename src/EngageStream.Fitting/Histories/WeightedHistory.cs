using EngageStream.Domain.Churn;

namespace EngageStream.Fitting.Histories;

/// <summary>A history and how many customers share it; equal histories have equal likelihoods, so each is computed once.</summary>
/// <param name="History">Repeats, recency and age, in the unit of the fit.</param>
/// <param name="Customers">1 or more.</param>
public readonly record struct WeightedHistory(RepeatHistory History, int Customers);
