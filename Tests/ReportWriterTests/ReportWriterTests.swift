// ReportWriter
