using LlmEval.Model;

namespace LlmEval.Core.Tests.Model;

public sealed class SharedRowsTests
{
    private readonly SharedRows _sut = new();

    [Fact]
    public void Equal_rows_become_one()
    {
        IReadOnlyList<ScoreCell[]> first = _sut.Of(Rows(1, 0));

        _sut.Of(Rows(1, 0)).Should().BeSameAs(first);
    }

    [Fact]
    public void Rows_that_differ_in_anything_stay_apart()
    {
        IReadOnlyList<ScoreCell[]>[] all =
        [
            _sut.Of(Rows(1, 0)), _sut.Of(Rows(0, 1)), _sut.Of(Rows(1)), _sut.Of([.. Rows(1, 0), .. Rows(1, 0)]),
            _sut.Of([[new(CellState.Scored, false, 1), new(CellState.Scored, true, 0)]]),
            _sut.Of([[new(CellState.Unscored, false, 0), new(CellState.NotApplicable, false, 0)]]),
        ];

        all.Distinct(ReferenceEqualityComparer.Instance).Should().HaveCount(all.Length);
    }

    [Fact]
    public void Rows_that_are_all_different_are_given_back_as_they_are()
    {
        for (int i = 0; i < 3000; i++)
        {
            ScoreCell[][] rows = Rows(i / 3000.0);
            _sut.Of(rows).Should().BeSameAs(rows);
        }
    }

    private static ScoreCell[][] Rows(params double[] values) => [[.. values.Select(v => new ScoreCell(CellState.Scored, v > 0.5, v))]];
}
