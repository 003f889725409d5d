"""The archive of China's rule-of-law annual reports (法治政府建设年度情况报告)."""

__version__ = "0.1.0"
